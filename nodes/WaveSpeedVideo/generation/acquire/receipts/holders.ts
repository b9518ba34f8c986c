import type { EntryNames } from './entries';
import { executionEntries, possibleEntries, readExecution } from './executionEntries';
import type { ReceiptRow } from './row';

/** What an execution is to a prediction. */
export type Role =
	/** It bought it, or took it up to give it to its own item. */
	| 'buyer'
	/** It waits without a worker, and is to hand it on when it is resumed. */
	| 'parked'
	/** It found it left behind by another one, and gives it beside its own. */
	| 'heir'
	/** It wanted to be the heir, and another one was quicker: it never had it. */
	| 'none';

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
const ENDS = { buyer: '', heir: '+', none: '-' } as const;
const HELD_ENDS = Object.values(ENDS);
const ROLES = new Map(
	Object.entries(ENDS).map(([role, end]) => [end as string, role as keyof typeof ENDS]),
);
const PARKED_ENDS = [''];

/** One that passes on more often has more on its way than this is made for. */
const MAX_TURNS = 6;

/** Looks that other processes' looks may disturb. */
const MAX_LOOKS = 5;

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

/** All that says so of one that was read. */
export function entriesOf(names: EntryNames, id: string, holder: Holder): string[] {
	const { executionId, role, turn } = holder;
	if (role !== 'parked') {
		return [names.turn(id, turn), ...heldEntries(names, id, { ...holder, role })];
	}
	return (executionId === undefined ? undefined : parkedEntries(names, id, executionId)) ?? [];
}

/** It may be any execution's, also one that waits. */
export const UNREADABLE: Holder[] = [{ executionId: undefined, role: 'parked', turn: PARKED_TURN }];

/** The turn of whoever takes it up next. */
export const nextTurn = (holders: Holder[]): number => (holders.at(-1)?.turn ?? PARKED_TURN) + 1;

const TURNS = Array.from({ length: MAX_TURNS }, (_, turn) => turn);

/**
 * Takes the next turn, by writing only. A look that another process puts back leaves turns that nobody
 * has taken: where all seem to be, the first that nobody has after the last that somebody has.
 *
 * @returns undefined when there were too many
 */
export async function takeTurn(row: ReceiptRow, id: string): Promise<number | undefined> {
	for (const turn of TURNS) {
		const entry = row.names.turn(id, turn);
		if (!(await row.keep([entry])).has(entry)) return turn;
	}
	const next = nextTurn((await holdersOf(row, [id])).get(id) ?? []);
	return TURNS.find((turn) => turn === next);
}

/**
 * Who has, or had, each of these predictions in hand, one after another. Whoever took a turn without
 * saying who died in that moment, or it is what a look has left.
 */
export async function holdersOf(row: ReceiptRow, ids: string[]): Promise<Map<string, Holder[]>> {
	for (let looks = 1; ; looks++) {
		const read = await readHolders(row, ids);
		if (!read.isDisturbed || looks === MAX_LOOKS) return read.holders;
		// Another process may be looking just now.
		await row.pause(100, 300);
	}
}

async function readHolders(row: ReceiptRow, ids: string[]) {
	const { names } = row;
	const first = await row.look(
		ids.flatMap((id) => [
			...TURNS.map((turn) => names.turn(id, turn)),
			...possibleEntries(parkedName(names, id), PARKED_ENDS),
		]),
	);
	const turnsOf = (id: string) => TURNS.filter((turn) => first.has(names.turn(id, turn)));
	const taken = ids.flatMap((id) => turnsOf(id).map((turn) => heldName(names, id, turn)));
	const second =
		taken.length > 0
			? await row.look(taken.flatMap((name) => possibleEntries(name, HELD_ENDS)))
			: new Set<string>();
	let isDisturbed = false;
	const holders = new Map<string, Holder[]>();
	for (const id of ids) {
		const held = turnsOf(id).flatMap((turn) => {
			const read = readExecution(heldName(names, id, turn), second, HELD_ENDS);
			return read === 'none' ? [] : [{ read, turn }];
		});
		const parked = readExecution(parkedName(names, id), first, PARKED_ENDS);
		isDisturbed ||= parked === 'all' || held.some(({ read }) => read === 'all');
		const chain = held.map(
			({ read, turn }): Holder => ({
				executionId: idIn(read),
				role: (typeof read === 'object' && ROLES.get(read.end)) || 'buyer',
				turn,
			}),
		);
		if (parked === 'all') {
			// Left by a look, and most probably never parked: where nobody stands it is to be named at least.
			if (chain.length === 0) chain.push({ ...UNKNOWN, turn: PARKED_TURN });
		} else if (parked !== 'none') {
			chain.unshift({ executionId: idIn(parked), role: 'parked', turn: PARKED_TURN });
		}
		if (nextTurn(chain) === MAX_TURNS) chain.push({ ...UNKNOWN, turn: MAX_TURNS });
		holders.set(id, chain);
	}
	return { holders, isDisturbed };
}

const UNKNOWN = { executionId: undefined, role: 'buyer' } as const;

const idIn = (read: ReturnType<typeof readExecution>): string | undefined =>
	typeof read === 'object' ? read.executionId : undefined;
