import type { ReadResult } from '../../api/answers';
import type { BillingEntry } from '../../api/billing';
import { ParameterError } from '../../base/parameterError';
import { shown } from '../../base/shown';
import type { Session } from '../../items/session';

const DAY_MS = 24 * 3600 * 1000;
const DEFAULT_DAYS = 7;

/** An end to a bill that never ends. */
const MAX_PAGES = 500;

/** Which part of the bill; times in milliseconds since 1970. */
export interface BillFilter {
	from: number;
	to: number;
	model: string;
	/** Name of the API key; empty for all. */
	key: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

function time(value: unknown, label: string, fallback: number): number {
	if (value === undefined || value === null || value === '') return fallback;
	const ms = Date.parse(String(value));
	if (Number.isNaN(ms))
		throw new ParameterError(`${label} must be a time (given: ${shown(value)})`);
	return ms;
}

/**
 * What the field Filters says.
 *
 * @param now milliseconds since 1970, the same for all items of a run
 * @throws ParameterError for what is no time, or a period that ends before it begins
 */
export function readBillFilter(given: Record<string, unknown>, now: number): BillFilter {
	const to = time(given.before, 'Before', now);
	const from = time(given.after, 'After', to - DEFAULT_DAYS * DAY_MS);
	if (from >= to) throw new ParameterError('After must be earlier than Before');
	return { from, to, model: text(given.model), key: text(given.key) };
}

export type Bill = (filter: BillFilter) => Promise<ReadResult<BillingEntry[]>>;

/** Reads bills; items that ask for the same part share it. */
export function openBills(session: Pick<Session, 'client' | 'runtime'>): Bill {
	const read = new Map<string, ReturnType<Bill>>();
	return async (filter) => {
		const name = JSON.stringify(filter);
		const known = read.get(name) ?? readBill(filter, session);
		read.set(name, known);
		return await known;
	};
}

async function readBill(
	{ from, to, model, key }: BillFilter,
	{ client, runtime }: Pick<Session, 'client' | 'runtime'>,
): ReturnType<Bill> {
	const entries: BillingEntry[] = [];
	for (let page = 1; ; page++) {
		runtime.checkStop();
		const answer = await client.searchBillings({ page, from, to, model });
		if (answer.kind !== 'ok') return answer;
		entries.push(...answer.value.entries);
		if (!answer.value.hasMore) break;
		if (page === MAX_PAGES) {
			throw new ParameterError('The bill has too many lines', 'Set After and Before closer.');
		}
	}
	const value = key ? entries.filter(({ keyName }) => keyName === key) : entries;
	return { kind: 'ok', value };
}
