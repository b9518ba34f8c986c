import { EntryNames } from './entries';
import type { EntryStore, WriterDeps } from '../../../base/entryStore';
import { EntryWriter } from './entryWriter';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MINUTES = HOUR_MS / MINUTE_MS;

/** WaveSpeed forgets a prediction after 7 days, so a receipt is of no use then. */
const HOURS_KEPT = 7 * 24;

/** More times than this at one mark were left behind by a look that was broken off. */
const MAX_TIMES = 8;

/** Times that a look is repeated which another process's look disturbs. */
const MAX_LOOKS = 3;

/** In place of a prediction's id: there after a look that was broken off, so that what it left is not believed. */
const DECOY = 'a look that was broken off';

/** A time in which a purchase was marked, in milliseconds since 1970. */
export interface Period {
	from: number;
	to: number;
}

/** Whose predictions are. */
export interface Owned {
	/** Of the key for sure. */
	byKey: string[];
	/** Of some key of the node, most probably: a look that was broken off may have left it. */
	byNode: string[];
}

/**
 * Marks of purchases in n8n's database: they outlive the process, where the ledger lives with its
 * execution. A mark says that a purchase was about to be sent; the account's list of predictions
 * has the rest. Nothing here throws: without the database the node works as without receipts.
 */
export interface Receipts {
	/** Just before the POST. @returns whether there had been such a mark */
	mark(key: string): Promise<boolean>;
	/** After it: the prediction that was bought under these keys. */
	bought(keys: string[], id: string): Promise<void>;
	/** These were handed on to the next node. */
	delivered(ids: string[]): Promise<void>;
	/** Nothing is bought under the key (any more): the next purchase is a new one. */
	forget(key: string, id?: string): Promise<void>;
	/** When purchases of a key were marked in the last 7 days; empty when none was. */
	markedIn(key: string): Promise<Period[]>;
	/** Which of these keys are marked. */
	marked(keys: string[]): Promise<string[]>;
	/** Which of these predictions were bought by the node; undefined when that can't be told. */
	owned(key: string, ids: string[]): Promise<Owned | undefined>;
	/** Whether the node has ever left a receipt. Cheap. */
	hasAny(): Promise<boolean>;
	/** Which of these predictions were bought by the node and never handed on. */
	undelivered(ids: string[]): Promise<string[]>;
}

/** One writer for each store of this process. */
const writers = new Map<string, EntryWriter>();

export function writerOf(store: EntryStore, deps: WriterDeps): EntryWriter {
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
	const timesOf = (key: string, at: number) => [
		names.hour(key, Math.floor(at / HOUR_MS)),
		names.minute(key, Math.floor(at / MINUTE_MS)),
	];
	const boughtEntries = (keys: string[], id: string) => [
		...keys.flatMap((key) => [names.claim(key, id), names.spareClaim(key, id)]),
		names.bought(id),
		names.ours(id),
	];
	/** The newest first. */
	const hoursKept = () => {
		const now = Math.floor(deps.now() / HOUR_MS);
		return Array.from({ length: HOURS_KEPT + 1 }, (_, ago) => now - ago);
	};
	const minutesOf = (hour: number) =>
		Array.from({ length: MINUTES }, (_, minute) => hour * MINUTES + minute);

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

	/** Looks with a decoy that tells a look that was broken off; undefined when it is there. */
	async function lookSafely(
		store: EntryStore,
		writer: EntryWriter,
		entries: string[],
		decoy: string,
	): Promise<Set<string> | undefined> {
		for (let attempt = 0; attempt < MAX_LOOKS; attempt++) {
			const there = await writer.look(store, [decoy, ...entries]);
			if (!there.has(decoy)) return there;
			// Another process may be looking just now.
			await deps.pause(100 + deps.random() * 200);
		}
		return undefined;
	}

	async function markedIn(store: EntryStore, writer: EntryWriter, key: string): Promise<Period[]> {
		const there = async (times: number[], name: (key: string, time: number) => string) => {
			const found = await writer.look(
				store,
				times.map((time) => name(key, time)),
			);
			return times.filter((time) => found.has(name(key, time)));
		};
		const hours = await there(hoursKept(), names.hour);
		const oldest = hours.at(-1);
		if (oldest === undefined) return [];
		if (hours.length > MAX_TIMES) return [{ from: oldest * HOUR_MS, to: deps.now() }];
		const minutes = await there(hours.flatMap(minutesOf), names.minute);
		const [times, length] =
			minutes.length > 0 && minutes.length <= MAX_TIMES ? [minutes, MINUTE_MS] : [hours, HOUR_MS];
		return times.map((time) => ({ from: time * length, to: (time + 1) * length }));
	}

	return {
		mark: async (key) =>
			await onStore(false, async (store, writer) => {
				const mark = names.mark(key);
				const now = deps.now();
				const there = await writer.keep(store, [mark, ...timesOf(key, now)]);
				if (!there.has(mark)) return false;
				const minute = Math.floor(now / MINUTE_MS);
				if (there.has(names.minute(key, minute))) return true;
				// Without an earlier time it is what another process has put back of our own look.
				const periods = await markedIn(store, writer, key);
				return periods.some(({ from }) => from !== minute * MINUTE_MS);
			}),

		bought: async (keys, id) =>
			await onStore(undefined, async (store, writer) => {
				await writer.keep(store, boughtEntries(keys, id));
			}),

		delivered: async (ids) =>
			await onStore(undefined, async (store, writer) => {
				if (ids.length > 0) await writer.keep(store, ids.map(names.delivered));
			}),

		forget: async (key, id) =>
			await onStore(undefined, async (store, writer) => {
				const bought = id === undefined ? [] : boughtEntries([key], id);
				const hours = hoursKept().slice(0, MAX_TIMES);
				const times = hours.flatMap((hour) => [
					names.hour(key, hour),
					...minutesOf(hour).map((minute) => names.minute(key, minute)),
				]);
				await writer.remove(store, [names.mark(key), ...times, ...bought]);
			}),

		markedIn: async (key) =>
			await onStore<Period[]>([], async (store, writer) => await markedIn(store, writer, key)),

		marked: async (keys) =>
			await onStore<string[]>([], async (store, writer) => {
				const there = await writer.look(store, keys.map(names.mark));
				return keys.filter((key) => there.has(names.mark(key)));
			}),

		owned: async (key, ids) =>
			await onStore<Owned | undefined>(undefined, async (store, writer) => {
				const bought = ids.map(names.bought);
				for (const claim of [names.claim, names.spareClaim]) {
					const claims = ids.map((id) => claim(key, id));
					const entries = [...claims, ...bought];
					const there = await lookSafely(store, writer, entries, claim(key, DECOY));
					if (!there) continue;
					return {
						byKey: ids.filter((id) => there.has(claim(key, id))),
						byNode: ids.filter((id) => there.has(names.bought(id))),
					};
				}
				return undefined;
			}),

		hasAny: async () => await onStore(false, async (store) => (await store.count()) > 0),

		undelivered: async (ids) =>
			await onStore<string[]>([], async (store, writer) => {
				const entries = ids.flatMap((id) => [names.ours(id), names.delivered(id)]);
				const there = await lookSafely(store, writer, entries, names.ours(DECOY));
				if (!there) return [];
				return ids.filter((id) => there.has(names.ours(id)) && !there.has(names.delivered(id)));
			}),
	};
}
