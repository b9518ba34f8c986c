import type { EntryStore } from '../../../base/entryStore';
import { askingRow } from './askingRow';
import {
	entriesOf,
	type Holder,
	heldEntries,
	holdersOf,
	parkedEntries,
	takeTurn,
	UNREADABLE,
} from './holders';
import { inherit } from './inherit';
import type { Lost } from './lostVideos';
import type { Period, RowDeps } from './row';
import { DECOY, ReceiptRow } from './row';

/** Whose predictions are. */
export interface Owned {
	/** Of the key for sure. */
	byKey: string[];
	/** Of some key of the node, most probably: a look that was broken off may have left it. */
	byNode: string[];
}

/** A prediction that was bought by the node. */
export interface Unsettled {
	id: string;
	/** Whether an execution has handed it on to the next node, or may have. */
	hasLeft: boolean;
}

/** Keys that a purchase stands under: its own, and those that others find it by. */
export interface ReceiptKeys {
	key: string;
	also: readonly string[];
	/** That of all purchases of its root. */
	root?: string;
}

/**
 * Marks of purchases in n8n's database: they outlive the process, where the ledger lives with its
 * execution. A mark says that a purchase was about to be sent; the account's list of predictions
 * has the rest. Without a database the node works as without receipts. One that fails makes only
 * those throw whose answer decides whether something is bought.
 */
export interface Receipts {
	/** The entries themselves, for what must not go on without them; undefined where n8n offers none. */
	readonly row: ReceiptRow | undefined;
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
	/** These were handed on to the next node. */
	delivered(ids: string[]): Promise<void>;
	/** An execution that waits now is to hand these on. */
	parked(ids: string[], executionId: string): Promise<void>;
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
	/** Whether the node has ever left a receipt. Cheap. */
	hasAny(): Promise<boolean>;
	/**
	 * Which of these predictions were bought by the node, and may be in no execution's data. For a day
	 * after a look that was broken off all of them, and strangers that it was about.
	 */
	unsettled(ids: string[]): Promise<Unsettled[]>;
	/** Which executions have, or had, each of these in hand, one after another. */
	holders(ids: string[]): Promise<Map<string, Holder[]>>;
	/**
	 * An execution has it in hand from now on.
	 *
	 * @param executionId undefined: nobody may go by it
	 * @param isNew nobody has had it before
	 */
	held(id: string, executionId: string | undefined, isNew: boolean): Promise<void>;
	/** n8n has these in an execution's data: nobody looks for them any more. */
	safe(chains: Map<string, Holder[]>): Promise<void>;
	/** Makes an execution the one to hand on what nobody has in hand. @returns whether it is */
	inherit(lost: Lost, executionId: string): Promise<boolean>;
	/** Settles when all that this process has written is proved to stay, or given up. */
	settled(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** As long as a look is about the same predictions: a day. */
const HOURS_DISTRUSTED = Array.from({ length: 24 }, (_, ago) => ago + 1);

/**
 * @param store undefined where n8n offers none: all that is asked for is new
 * @param secret the account's API key
 */
export function openReceipts(
	store: EntryStore | undefined,
	secret: string,
	deps: RowDeps,
): Receipts {
	const opened = store && new ReceiptRow(store, secret, deps);

	const { onRow, surely } = askingRow(opened);

	return {
		row: opened,

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

		delivered: async (ids) =>
			await onRow(undefined, async (row) => {
				if (ids.length > 0) await row.keepInTheEnd(ids.map(row.names.delivered));
			}),

		parked: async (ids, executionId) =>
			await onRow(undefined, async (row) => {
				const { names } = row;
				const entries = ids.flatMap(
					(id) => parkedEntries(names, id, executionId) ?? names.delivered(id),
				);
				if (entries.length > 0) await row.keepInTheEnd(entries);
			}),

		forget: async (keys, id) =>
			await onRow(undefined, async (row) => {
				const bought = id === undefined ? [] : boughtEntries(row, keys, id);
				await row.remove([...row.recentMarkEntries(keys.key), ...bought]);
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

		hasAny: async () => await onRow(false, async (row) => (await row.count()) > 0),

		unsettled: async (ids) =>
			await onRow<Unsettled[]>([], async (row) => {
				if (ids.length === 0) return [];
				const { ours, delivered, settled } = row.names;
				const entries = ids.flatMap((id) => [ours(id), delivered(id), settled(id)]);
				const hour = Math.floor(row.now() / HOUR_MS);
				const decoyOf = (ago: number) => ours(`${DECOY} ${hour - ago}`);
				const earlier = HOURS_DISTRUSTED.map(decoyOf);
				const there = await row.lookSafely([...entries, ...earlier], decoyOf(0));
				if (!there) return [];
				// What a look has left that was broken off: any of them may be lost.
				const isSpoilt = earlier.some((decoy) => there.has(decoy));
				return ids
					.filter((id) => there.has(ours(id)) && (isSpoilt || !there.has(settled(id))))
					.map((id) => ({ id, hasLeft: isSpoilt || there.has(delivered(id)) }));
			}),

		holders: async (ids) =>
			await onRow(new Map(ids.map((id) => [id, UNREADABLE])), async (row) => {
				return await holdersOf(row, ids);
			}),

		held: async (id, executionId, isNew) =>
			await onRow(undefined, async (row) => {
				const turn = isNew ? 0 : await takeTurn(row, id);
				if (turn === undefined) return;
				const held = heldEntries(row.names, id, { executionId, role: 'buyer', turn });
				await row.keepInTheEnd([...(isNew ? [row.names.turn(id, turn)] : []), ...held]);
			}),

		safe: async (chains) =>
			await onRow(undefined, async (row) => {
				if (chains.size === 0) return;
				const { names } = row;
				await row.keepInTheEnd([...chains.keys()].map(names.settled));
				// Who had it matters no more.
				const holders = [...chains].flatMap(([id, chain]) =>
					chain.flatMap((holder) => entriesOf(names, id, holder)),
				);
				if (holders.length > 0) await row.remove(holders);
			}),

		inherit: async (lost, executionId) =>
			await onRow(false, async (row) => await inherit(row, lost, executionId)),

		settled: async () => await onRow(undefined, async (row) => await row.settled()),
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
