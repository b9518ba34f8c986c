import { createHmac } from 'crypto';

/**
 * The way receipts are written. A change of anything below needs the next number, and the old one
 * read beside it for a week: what is in n8n's database was paid for.
 */
export const RECEIPT_FORMAT = 1;

/** What one entry says. */
type Kind =
	/** A purchase of this key was about to be sent, or has been. */
	| 'mark'
	/** … in this hour, which tells where to look for the minute. */
	| 'hour'
	/** … in this minute. */
	| 'minute'
	/** This prediction was bought under this key. Twice: a look that is broken off spoils one. */
	| 'claim'
	| 'spareClaim'
	/** This prediction was bought by this node. */
	| 'bought'
	/** The same, for looks at all of the account's predictions, which must not spoil the other. */
	| 'ours'
	/** It was handed on to the next node. */
	| 'delivered';

/**
 * Names of a receipt's entries. n8n's database gets hashes only, keyed with a secret, so that nobody
 * who reads it can try out short prompts. The secret is the account's API key: it is long and
 * random, survives with the credential, and another account's receipts can't be meant.
 */
export class EntryNames {
	constructor(private readonly secret: string) {}

	mark = (key: string) => this.name('mark', key);
	hour = (key: string, hour: number) => this.name('hour', key, String(hour));
	minute = (key: string, minute: number) => this.name('minute', key, String(minute));
	claim = (key: string, id: string) => this.name('claim', key, id);
	spareClaim = (key: string, id: string) => this.name('spareClaim', key, id);
	bought = (id: string) => this.name('bought', id);
	ours = (id: string) => this.name('ours', id);
	delivered = (id: string) => this.name('delivered', id);

	private name(kind: Kind, ...about: string[]): string {
		return createHmac('sha256', this.secret)
			.update(JSON.stringify(['wavespeed receipt', RECEIPT_FORMAT, kind, ...about]))
			.digest('base64');
	}
}
