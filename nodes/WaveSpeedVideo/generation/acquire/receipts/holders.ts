import type { EntryNames } from './entries';
import { executionEntries, possibleEntries, readExecution } from './executionEntries';
import { DECOY, type ReceiptRow } from './row';

/** What an execution is to a prediction. */
export type Role =
	/** It bought it, or took it up to give it to its own item. */
	| 'buyer'
	/** It waits without a worker, and is to hand it on when it is resumed. */
	| 'parked'
	/** It found it left behind by another one, and gives it beside its own. */
	| 'heir';

/** Which execution has a prediction in hand, as far as it was written down. */
export interface Holder {
	/** undefined when it can't be read, or nothing can be told from it */
	executionId: string | undefined;
	role: Role;
	/** How often it has passed from one execution to another. */
	turn: number;
}

/** A parked execution is written down without a number, before all that may take it up later. */
const PARKED_TURN = -1;

/** Behind an execution's id: what it is to the prediction. */
const ENDS = { buyer: '', heir: '+' } as const;
const HELD_ENDS = Object.values(ENDS);
const PARKED_ENDS = [''];

/** One that passes on more often has more on its way than this is made for. */
const MAX_TURNS = 6;

type Names = Pick<EntryNames, 'parked' | 'held'>;

const parkedName = (names: Names, id: string) => (at: number, character: string) =>
	names.parked(id, at, character);

const heldName = (names: Names, id: string, turn: number) => (at: number, character: string) =>
	names.held(id, turn, at, character);

/** Says that an execution was parked; undefined for an id that can't be written down. */
export const parkedEntries = (names: Names, id: string, executionId: string) =>
	executionEntries(parkedName(names, id), executionId, '');

/**
 * Says which execution has a prediction in hand from this turn on.
 *
 * @param executionId undefined for one of which nothing can be told: nobody may be believed to have it
 */
export function heldEntries(
	names: Names,
	id: string,
	{ executionId, role, turn }: Holder & { role: keyof typeof ENDS },
): string[] {
	const nameOf = heldName(names, id, turn);
	const end = ENDS[role];
	const written =
		executionId === undefined ? undefined : executionEntries(nameOf, executionId, end);
	// No execution's id: it can't be read.
	return written ?? [nameOf(0, end)];
}

/** It may be any execution's, also one that waits. */
export const UNREADABLE: Holder[] = [{ executionId: undefined, role: 'parked', turn: PARKED_TURN }];

/** The turn of whoever takes it up next. */
export const nextTurn = (holders: Holder[]): number => (holders.at(-1)?.turn ?? PARKED_TURN) + 1;

/**
 * Who has, or had, each of these predictions in hand, one after another. What is there twice, or half,
 * can't be read.
 */
export async function holdersOf(row: ReceiptRow, ids: string[]): Promise<Map<string, Holder[]>> {
	const { names } = row;
	const found = new Map<string, Holder[]>(ids.map((id) => [id, []]));
	const first = await lookFor(row, ids, 0, (id) =>
		possibleEntries(parkedName(names, id), PARKED_ENDS),
	);
	if (!first) return new Map(ids.map((id) => [id, UNREADABLE]));
	for (const id of ids) {
		const read = readExecution(parkedName(names, id), first, PARKED_ENDS);
		if (read === 'no') continue;
		const executionId = read?.executionId;
		found.get(id)?.push({ executionId, role: 'parked', turn: PARKED_TURN });
	}
	let there: Set<string> | undefined = first;
	let open = ids;
	for (let turn = 0; open.length > 0; turn++) {
		if (turn > 0) there = turn < MAX_TURNS ? await lookFor(row, open, turn) : undefined;
		const held = there;
		open = open.filter((id) => {
			const read = held && readExecution(heldName(names, id, turn), held, HELD_ENDS);
			if (read === 'no') return false;
			const role = read?.end === ENDS.heir ? 'heir' : 'buyer';
			found.get(id)?.push({ executionId: read ? read.executionId : undefined, role, turn });
			return held !== undefined;
		});
	}
	return found;
}

async function lookFor(
	row: ReceiptRow,
	ids: string[],
	turn: number,
	more: (id: string) => string[] = () => [],
): Promise<Set<string> | undefined> {
	const { names } = row;
	const held = ids.flatMap((id) => possibleEntries(heldName(names, id, turn), HELD_ENDS));
	return await row.lookSafely([...held, ...ids.flatMap(more)], names.parked(DECOY, 0, ''));
}
