import { type AskingRow } from './askingRow';
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
import { DECOY } from './row';

/** A prediction that was bought by the node. */
export interface Unsettled {
	id: string;
	/** Whether an execution has handed it on to the next node, or may have. */
	hasLeft: boolean;
}

/** In whose hands is what was bought. */
export interface HandReceipts {
	/** These were handed on to the next node. */
	delivered(ids: string[]): Promise<void>;
	/** An execution that waits now is to hand these on. */
	parked(ids: string[], executionId: string): Promise<void>;
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
}

const HOUR_MS = 3_600_000;

/** As long as a look is about the same predictions: a day. */
const HOURS_DISTRUSTED = Array.from({ length: 24 }, (_, ago) => ago + 1);

export function handReceipts({ onRow }: AskingRow): HandReceipts {
	return {
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
	};
}
