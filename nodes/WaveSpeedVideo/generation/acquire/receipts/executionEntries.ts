/** n8n counts its executions. Other ids, or longer ones, are not written down. */
const EXECUTION_ID = /^\d{1,12}$/;
const MAX_LENGTH = 12;
const DIGITS = [...'0123456789'];

/** Names the entry that says: at this place of the id stands this character. */
export type NameOf = (position: number, character: string) => string;

/**
 * Writes an execution's id: an entry for each of its characters, and one for its end. A set can only be
 * asked whether something is in it.
 *
 * @param end what stands behind the last character; it may say something, too
 * @returns undefined for an id that can't be written so
 */
export function executionEntries(
	nameOf: NameOf,
	executionId: string,
	end: string,
): string[] | undefined {
	if (!EXECUTION_ID.test(executionId)) return undefined;
	return [...executionId, end].map((character, at) => nameOf(at, character));
}

const charactersAt = (position: number, ends: readonly string[]): string[] =>
	position < MAX_LENGTH ? [...DIGITS, ...ends] : [...ends];

const POSITIONS = Array.from({ length: MAX_LENGTH + 1 }, (_, position) => position);

/** All that `executionEntries` may have written. */
export const possibleEntries = (nameOf: NameOf, ends: readonly string[]): string[] =>
	POSITIONS.flatMap((at) => charactersAt(at, ends).map((character) => nameOf(at, character)));

/**
 * Reads what `executionEntries` has written.
 *
 * @param there the entries that are there
 * @returns `none` when nothing is written; `all` when all is there that may be: a look has left it,
 *   or is under way; `damaged` when it can't be read for another reason
 */
export function readExecution(
	nameOf: NameOf,
	there: ReadonlySet<string>,
	ends: readonly string[],
): { executionId: string; end: string } | 'none' | 'all' | 'damaged' {
	const read = POSITIONS.map((at) =>
		charactersAt(at, ends).filter((character) => there.has(nameOf(at, character))),
	);
	if (read.every((characters) => characters.length === 0)) return 'none';
	if (read.every((found, at) => found.length === charactersAt(at, ends).length)) return 'all';
	const last = read.findIndex(([character]) => character === undefined || ends.includes(character));
	const end = read[last]?.[0];
	const isWhole =
		last > 0 && read.every((characters, at) => characters.length === (at <= last ? 1 : 0));
	return isWhole && end !== undefined
		? { executionId: read.slice(0, last).join(''), end }
		: 'damaged';
}
