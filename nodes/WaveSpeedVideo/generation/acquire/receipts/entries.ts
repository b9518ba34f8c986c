import { createHmac } from 'crypto';

/**
 * The way receipts are written. A change of anything below needs the next number, and the old one
 * read beside it for a week: what is in n8n's database was paid for. New kinds need none.
 */
const RECEIPT_FORMAT = 1;

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
	/** Something was bought under this key, whatever it is. */
	| 'got'
	/** This prediction was bought by this node. */
	| 'bought'
	/** The same, for looks at all of the account's predictions, which must not spoil the other. */
	| 'ours'
	/** It was handed on to the next node. */
	| 'delivered'
	/** … and n8n has it in an execution's data, as far as can ever be told. */
	| 'settled'
	/** An execution that waits is to hand it on: a character of that execution's id. */
	| 'parked'
	/** It has come into an execution's hands, the so-manyth time. */
	| 'turn'
	/** … and this is the execution: a character of its id. */
	| 'held'
	/** Something was bought under the user's own key, at any time. Twice, as a claim is. */
	| 'paid'
	| 'sparePaid'
	/** … and is known to have failed without costing anything, so that the next may be bought. Twice. */
	| 'over'
	| 'spareOver'
	/** This order was about to be sent under the user's own key, or has been. Twice. */
	| 'same'
	| 'spareSame'
	/** … and it stood in for this one, by another model. Twice. */
	| 'standIn'
	| 'spareStandIn'
	/** A mark's second copy: of what was never marked many look. */
	| 'spareMark'
	/** Some order was about to be sent under it. */
	| 'sending'
	/** A process was in this round of the bids for the right to buy under the user's own key, or to give a lost video. */
	| 'round'
	/** A process was through the bids: a digit of what tells it from another one. */
	| 'ticket'
	/** Executions of this root have bought something here, with whatever API key. */
	| 'root';

/** Whom a secret is kept from: nobody who reads the database can try out short prompts. */
const name = (secret: string, kind: Kind, about: readonly string[]): string =>
	createHmac('sha256', secret)
		.update(JSON.stringify(['wavespeed receipt', RECEIPT_FORMAT, kind, ...about]))
		.digest('base64');

/**
 * Names of a receipt's entries. n8n's database gets hashes only. The secret is the account's API key:
 * it is long and random, survives with the credential, and another account's receipts can't be meant.
 */
export class EntryNames {
	/** @param place names the row; no secret */
	constructor(
		private readonly secret: string,
		private readonly place: string,
	) {}

	mark = (key: string) => name(this.secret, 'mark', [key]);
	hour = (key: string, hour: number) => name(this.secret, 'hour', [key, String(hour)]);
	minute = (key: string, minute: number) => name(this.secret, 'minute', [key, String(minute)]);
	claim = (key: string, id: string) => name(this.secret, 'claim', [key, id]);
	spareClaim = (key: string, id: string) => name(this.secret, 'spareClaim', [key, id]);
	got = (key: string) => name(this.secret, 'got', [key]);
	bought = (id: string) => name(this.secret, 'bought', [id]);
	ours = (id: string) => name(this.secret, 'ours', [id]);
	delivered = (id: string) => name(this.secret, 'delivered', [id]);
	settled = (id: string) => name(this.secret, 'settled', [id]);
	parked = (id: string, position: number, character: string) =>
		name(this.secret, 'parked', [id, String(position), character]);
	turn = (id: string, turn: number) => name(this.secret, 'turn', [id, String(turn)]);
	held = (id: string, turn: number, position: number, character: string) =>
		name(this.secret, 'held', [id, String(turn), String(position), character]);
	// Without the secret, down to `spareOver`: what is paid stays paid when the API key is replaced.
	root = (key: string) => name(this.place, 'root', [key]);
	paid = (key: string) => name(this.place, 'paid', [key]);
	sparePaid = (key: string) => name(this.place, 'sparePaid', [key]);
	over = (key: string) => name(this.place, 'over', [key]);
	spareOver = (key: string) => name(this.place, 'spareOver', [key]);
	same = (key: string, receipt: string) => name(this.secret, 'same', [key, receipt]);
	spareSame = (key: string, receipt: string) => name(this.secret, 'spareSame', [key, receipt]);
	standIn = (key: string, wish: string) => name(this.secret, 'standIn', [key, wish]);
	spareStandIn = (key: string, wish: string) => name(this.secret, 'spareStandIn', [key, wish]);
	spareMark = (key: string) => name(this.secret, 'spareMark', [key]);
	sending = (key: string) => name(this.secret, 'sending', [key]);
	ticket = (key: string, digit: number, value: number) =>
		name(this.secret, 'ticket', [key, String(digit), String(value)]);
	round = (key: string, round: number) => name(this.secret, 'round', [key, String(round)]);
}
