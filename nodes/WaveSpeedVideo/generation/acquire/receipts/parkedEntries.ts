import type { EntryNames } from './entries';

/** n8n counts its executions. Other ids, or longer ones, are not written down. */
const EXECUTION_ID = /^\d{1,12}$/;
const MAX_LENGTH = 12;
const DIGITS = [...'0123456789'];

/** Behind the last character. */
const END = '';

type Names = Pick<EntryNames, 'parked'>;

/**
 * Says which execution is to hand a prediction on: an entry for each character of its id. A set can
 * only be asked whether something is in it.
 *
 * @returns undefined for an id that can't be written so
 */
export function parkedEntries(names: Names, id: string, executionId: string): string[] | undefined {
	if (!EXECUTION_ID.test(executionId)) return undefined;
	return [...executionId, END].map((character, at) => names.parked(id, at, character));
}

const charactersAt = (position: number): string[] =>
	position < MAX_LENGTH ? [...DIGITS, END] : [END];

const POSITIONS = Array.from({ length: MAX_LENGTH + 1 }, (_, position) => position);

/** All that may say which execution is to hand a prediction on. */
export const possibleParkedEntries = (names: Names, id: string): string[] =>
	POSITIONS.flatMap((at) => charactersAt(at).map((character) => names.parked(id, at, character)));

/**
 * Reads what `parkedEntries` has written.
 *
 * @param there the entries that are there
 * @returns `no` when nothing is written; undefined when it can't be read: an entry is lost, or a look
 *   that was broken off has left some
 */
export function parkedIn(
	names: Names,
	id: string,
	there: ReadonlySet<string>,
): { executionId: string } | 'no' | undefined {
	const read = POSITIONS.map((at) =>
		charactersAt(at).filter((character) => there.has(names.parked(id, at, character))),
	);
	if (read.every((characters) => characters.length === 0)) return 'no';
	const end = read.findIndex(([character]) => character === END || character === undefined);
	const isWhole =
		end > 0 &&
		read.every((characters, at) => characters.length === (at <= end ? 1 : 0)) &&
		read[end]?.[0] === END;
	return isWhole ? { executionId: read.slice(0, end).join('') } : undefined;
}
