import { type AskingRow } from './askingRow';
import { parkedEntries } from './holders';
import type { Period, ReceiptRow } from './row';
import { DECOY } from './row';

/** Whose predictions are. */
export interface Owned {
	/** Of the key for sure. */
	byKey: string[];
	/** Of some key of the node, most probably: a look that was broken off may have left it. */
	byNode: string[];
}

/** Keys that a purchase stands under: its own, and those that others find it by. */
export interface ReceiptKeys {
	key: string;
	also: readonly string[];
	/** That of all purchases of its root. */
	root?: string;
}

/** What was bought, and under which keys. */
export interface BoughtReceipts {
	/**
	 * Just before the POST.
	 *
	 * @returns whether there had been such a mark
	 * @throws UnreadableError
	 */
	mark(keys: ReceiptKeys): Promise<boolean>;
	/**
	 * After it: the prediction that was bought under these keys.
	 *
	 * @param parkedBy the execution that is to be parked for it: in the same write, because what is lost
	 *   of it would have the prediction named while that execution waits
	 */
	bought(keys: ReceiptKeys, id: string, parkedBy?: string): Promise<void>;
	/** This execution has it now under these keys; another one bought it. */
	takenUp(keys: ReceiptKeys, id: string): Promise<void>;
	/** Nothing is bought under the key (any more): the next purchase is a new one. */
	forget(keys: ReceiptKeys, id?: string): Promise<void>;
	/** When purchases of a key were marked in the last 7 days; empty when none was. @throws UnreadableError */
	markedIn(key: string): Promise<Period[]>;
	/** Which of these keys are marked. @throws UnreadableError */
	marked(keys: string[]): Promise<string[]>;
	/**
	 * Whether executions of a root have bought something, with whatever API key.
	 *
	 * @throws UnreadableError
	 */
	hasBought(root: string): Promise<boolean>;
	/** Which of these predictions were bought by the node; undefined when that can't be told. */
	owned(key: string, ids: string[]): Promise<Owned | undefined>;
	/** Which of these predictions were bought under a key that others find them by; undefined when that can't be told. */
	claimed(key: string, ids: string[]): Promise<string[] | undefined>;
	/** Whether something was bought under a key and is not known to have failed; true also where that can't be read. */
	isBought(key: string): Promise<boolean>;
}

export function boughtReceipts({ onRow, surely }: AskingRow): BoughtReceipts {
	return {
		mark: async ({ key, also }) => await surely(false, async (row) => await row.mark(key, also)),

		bought: async (keys, id, parkedBy) =>
			await onRow(undefined, async (row) => {
				const parked = parkedBy === undefined ? [] : parkedEntries(row.names, id, parkedBy);
				// The mark once more: a database that failed before the POST may have lost it.
				const marks = [keys.key, ...keys.also].flatMap((key) => row.markEntries(key));
				await row.keepInTheEnd([...boughtEntries(row, keys, id), ...marks, ...(parked ?? [])]);
			}),

		takenUp: async (keys, id) =>
			await onRow(undefined, async (row) => {
				// Others find it under the purchase's own time; a repetition of this execution by this one.
				await row.keepInTheEnd([...boughtEntries(row, keys, id), ...row.markEntries(keys.key)]);
			}),

		forget: async (keys, id) =>
			await onRow(undefined, async (row) => {
				// That of the root stays: other purchases of its executions stand under it.
				const { key, also } = keys;
				const bought = id === undefined ? [] : boughtEntries(row, { key, also }, id);
				await row.remove([...row.recentMarkEntries(key), ...bought]);
			}),

		markedIn: async (key) => await surely<Period[]>([], async (row) => await row.markedIn(key)),

		marked: async (keys) =>
			await surely<string[]>([], async (row) => {
				const there = await row.look(keys.map(row.names.mark));
				return keys.filter((key) => there.has(row.names.mark(key)));
			}),

		hasBought: async (root) =>
			await surely(false, async (row) => (await row.look([row.names.root(root)])).size > 0),

		owned: async (key, ids) =>
			await onRow<Owned | undefined>(undefined, async (row) => {
				const { names } = row;
				const bought = ids.map(names.bought);
				for (const claim of [names.claim, names.spareClaim]) {
					const claims = ids.map((id) => claim(key, id));
					const there = await row.lookSafely([...claims, ...bought], claim(key, DECOY));
					if (!there) continue;
					return {
						byKey: ids.filter((id) => there.has(claim(key, id))),
						byNode: ids.filter((id) => there.has(names.bought(id))),
					};
				}
				return undefined;
			}),

		claimed: async (key, ids) =>
			await onRow<string[] | undefined>(undefined, async (row) => {
				const { names } = row;
				const claims = ids.map((id) => names.claim(key, id));
				const there = await row.lookSafely(claims, names.claim(key, DECOY));
				return there && ids.filter((id) => there.has(names.claim(key, id)));
			}),

		isBought: async (key) =>
			await onRow(true, async (row) => {
				const { got } = row.names;
				const there = await row.lookSafely([got(key)], got(key + DECOY));
				return there?.has(got(key)) ?? true;
			}),
	};
}

function boughtEntries(
	{ names }: ReceiptRow,
	{ key, also, root }: ReceiptKeys,
	id: string,
): string[] {
	return [
		names.claim(key, id),
		names.spareClaim(key, id),
		names.got(key),
		...also.map((one) => names.claim(one, id)),
		names.bought(id),
		names.ours(id),
		...(root === undefined ? [] : [names.root(root)]),
	];
}
