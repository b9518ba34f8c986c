import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';

/** An item on its way into a film. */
export interface FilmItem {
	item: number;
	/** What Sort By and Group By gave; undefined where they aren't set. */
	sortBy?: unknown;
	groupBy?: unknown;
}

/** The items of one film, in its order. */
export interface FilmItems {
	/** What they have in common, as text; undefined without Group By. */
	group?: string;
	items: number[];
}

/** Parts items into films, in the order in which each film's first item came, and sorts each. */
export function arrangeFilms(items: readonly FilmItem[]): FilmItems[] {
	const films = new Map<string | undefined, FilmItem[]>();
	for (const one of items) {
		const group = groupOf(one);
		films.set(group, [...(films.get(group) ?? []), one]);
	}
	return [...films].map(([group, members]) => ({
		group,
		items: sorted(members).map(({ item }) => item),
	}));
}

/** What an item has in common with the others of its film, as text; undefined without Group By. */
export function groupOf({ groupBy }: Pick<FilmItem, 'groupBy'>): string | undefined {
	return groupBy === undefined ? undefined : textOf(groupBy);
}

/** By number where all are numbers, else as text, in which "scene 10" comes behind "scene 9". */
function sorted(members: readonly FilmItem[]): readonly FilmItem[] {
	if (members.every(({ sortBy }) => sortBy === undefined)) return members;
	const numbers = new Map(members.map((one) => [one, numberOf(one.sortBy)]));
	if (members.every((one) => Number.isFinite(numbers.get(one)))) {
		const place = (one: FilmItem) => numbers.get(one) as number;
		return [...members].sort((a, b) => place(a) - place(b));
	}
	const { compare } = new Intl.Collator('en', { numeric: true });
	return [...members].sort((a, b) => compare(textOf(a.sortBy), textOf(b.sortBy)));
}

/** Of numbers, texts that are numbers, and dates. */
function numberOf(value: unknown): number {
	const plain: unknown = typeof value === 'object' && value !== null ? value.valueOf() : value;
	if (typeof plain === 'number') return plain;
	return typeof plain === 'string' && plain.trim() !== '' ? Number(plain) : NaN;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : shown(value);
}

/**
 * What an option gave for an item.
 *
 * @throws ParameterError when the option is set and gives nothing here
 */
export function valueFor(label: string, given: unknown, isSet: boolean): unknown {
	if (!isSet) return undefined;
	if (given !== undefined && given !== null && given !== '') return given;
	throw new ParameterError(
		`${label} gives nothing for this item`,
		`Correct the expression of ${label}, or remove the option.`,
	);
}
