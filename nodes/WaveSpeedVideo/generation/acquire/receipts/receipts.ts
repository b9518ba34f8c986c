import { EntryNames } from './entries';
import type { EntryStore } from '../../../base/entryStore';
import { EntryWriter, type WriterDeps } from './entryWriter';

const HOUR_MS = 3_600_000;

/** WaveSpeed forgets a prediction after 7 days, so a receipt is of no use then. */
const HOURS_KEPT = 7 * 24;

/** More hours than this at one mark were left behind by a look that was broken off. */
const MAX_HOURS = 8;

/** Times that a look is repeated which another process's look disturbs. */
const MAX_LOOKS = 3;

/** In place of a prediction's id: there after a look that was broken off, so that what it left is not believed. */
const DECOY = 'a look that was broken off';

/** A time in which a purchase was marked, in milliseconds since 1970. */
export interface Period {
	from: number;
	to: number;
}

/** Whose predictions are: of one key, of any key of the node. */
export interface Owned {
	byKey: string[];
	byNode: string[];
}

/**
 * Marks of purchases in n8n's database: they outlive the process, where the ledger lives with its
 * execution. A mark says that a purchase was about to be sent; the account's list of predictions
 * has the rest. Nothing here throws: without the database the node works as without receipts.
 */
export interface Receipts {
	/** Before the POST. @returns whether there had been such a mark: then look for what it bought */
	mark(key: string): Promise<boolean>;
	/** Before the POST of a purchase whose old mark has bought nothing. */
	markAgain(key: string): Promise<void>;
	/** After it: the prediction that was bought under these keys. */
	bought(keys: string[], id: string): Promise<void>;
	/** These were handed on to the next node. */
	delivered(ids: string[]): Promise<void>;
	/** Nothing is bought under the key (any more): the next purchase is a new one. */
	forget(key: string, id?: string): Promise<void>;
	/** When purchases of a key were marked in the last 7 days; empty when none was. */
	markedIn(key: string): Promise<Period[]>;
	/** Which of these keys are marked; for keys that this execution would never mark itself. */
	marked(keys: string[]): Promise<string[]>;
	/** Which of these predictions were bought by the node; undefined when that can't be told. */
	owned(key: string, ids: string[]): Promise<Owned | undefined>;
	/** Which of these predictions were bought by the node and never handed on. */
	undelivered(ids: string[]): Promise<string[]>;
}

/** One writer for each store of this process. */
const writers = new Map<string, EntryWriter>();

function writerOf(store: EntryStore, deps: WriterDeps): EntryWriter {
	const writer = writers.get(store.name) ?? new EntryWriter(deps);
	writers.set(store.name, writer);
	return writer;
}

/**
 * @param store undefined where n8n offers none: all that is asked for is new
 * @param secret the account's API key
 * @param now milliseconds since 1970
 */
export function openReceipts(
	store: EntryStore | undefined,
	secret: string,
	deps: WriterDeps & { now(): number },
): Receipts {
	const names = new EntryNames(secret);
	const thisHour = () => Math.floor(deps.now() / HOUR_MS);
	const hoursKept = () => Array.from({ length: HOURS_KEPT + 1 }, (_, ago) => thisHour() - ago);

	/** Runs a task on the store, or gives `otherwise` where there is none or it fails. */
	async function onStore<T>(
		otherwise: T,
		task: (store: EntryStore, writer: EntryWriter) => Promise<T>,
	): Promise<T> {
		if (!store) return otherwise;
		try {
			return await task(store, writerOf(store, deps));
		} catch {
			return otherwise;
		}
	}

	/** Looks with decoys that tell a look that was broken off; undefined when one is there. */
	async function lookSafely(
		store: EntryStore,
		writer: EntryWriter,
		entries: string[],
		decoys: string[],
	) {
		for (let attempt = 0; attempt < MAX_LOOKS; attempt++) {
			const there = await writer.look(store, [...decoys, ...entries]);
			if (!decoys.some((decoy) => there.has(decoy))) return there;
			// Another process may be looking just now.
			await deps.pause(100 + deps.random() * 200);
		}
		return undefined;
	}

	return {
		mark: async (key) =>
			await onStore(false, async (store, writer) => {
				const mark = names.mark(key);
				const hour = names.hour(key, thisHour());
				const there = await writer.keep(store, [mark, hour]);
				// The hour of the earlier mark is the one that counts.
				if (there.has(mark) && !there.has(hour)) await writer.remove(store, [hour]);
				return there.has(mark);
			}),

		markAgain: async (key) =>
			await onStore(undefined, async (store, writer) => {
				await writer.keep(store, [names.mark(key), names.hour(key, thisHour())]);
			}),

		bought: async (keys, id) =>
			await onStore(undefined, async (store, writer) => {
				const claims = keys.map((key) => names.claim(key, id));
				await writer.keep(store, [...claims, names.bought(id)]);
			}),

		delivered: async (ids) =>
			await onStore(undefined, async (store, writer) => {
				if (ids.length > 0) await writer.keep(store, ids.map(names.delivered));
			}),

		forget: async (key, id) =>
			await onStore(undefined, async (store, writer) => {
				const bought = id === undefined ? [] : [names.claim(key, id), names.bought(id)];
				const hours = hoursKept().slice(0, MAX_HOURS);
				const marks = [names.mark(key), ...hours.map((hour) => names.hour(key, hour))];
				await writer.remove(store, [...marks, ...bought]);
			}),

		markedIn: async (key) =>
			await onStore<Period[]>([], async (store, writer) => {
				const hours = hoursKept();
				const there = await writer.look(
					store,
					hours.map((hour) => names.hour(key, hour)),
				);
				const marked = hours.filter((hour) => there.has(names.hour(key, hour)));
				const oldest = marked.at(-1);
				if (oldest === undefined) return [];
				if (marked.length > MAX_HOURS) return [{ from: oldest * HOUR_MS, to: deps.now() }];
				return marked.map((hour) => ({ from: hour * HOUR_MS, to: (hour + 1) * HOUR_MS }));
			}),

		marked: async (keys) =>
			await onStore<string[]>([], async (store, writer) => {
				const there = await writer.look(store, keys.map(names.mark));
				return keys.filter((key) => there.has(names.mark(key)));
			}),

		owned: async (key, ids) =>
			await onStore<Owned | undefined>(undefined, async (store, writer) => {
				const entries = ids.flatMap((id) => [names.claim(key, id), names.bought(id)]);
				const decoys = [names.claim(key, DECOY), names.bought(DECOY)];
				const there = await lookSafely(store, writer, entries, decoys);
				if (!there) return undefined;
				return {
					byKey: ids.filter((id) => there.has(names.claim(key, id))),
					byNode: ids.filter((id) => there.has(names.bought(id))),
				};
			}),

		undelivered: async (ids) =>
			await onStore<string[]>([], async (store, writer) => {
				const entries = ids.flatMap((id) => [names.bought(id), names.delivered(id)]);
				const there = await lookSafely(store, writer, entries, [names.bought(DECOY)]);
				if (!there) return [];
				return ids.filter((id) => there.has(names.bought(id)) && !there.has(names.delivered(id)));
			}),
	};
}
