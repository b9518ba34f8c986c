import { z } from 'zod';
import { shown } from '../base/shown';

/** "4, 8 or 12" */
function listOf(values: ReadonlyArray<string | number>): string {
	const words = values.map(String);
	return words.length < 2
		? words.join('')
		: `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

/** A required text. Surrounding white space doesn't count, but is sent as the user wrote it. */
export function text(label: string) {
	return z.custom<string>(
		(value) => typeof value === 'string' && value.trim() !== '',
		`${label} must be a text that is not empty`,
	);
}

/** One of a fixed set of texts. */
export function oneOf(label: string, values: readonly string[]) {
	return z.custom<string>(
		(value) => typeof value === 'string' && values.includes(value),
		`${label} must be ${listOf(values)}`,
	);
}

/** One of a fixed set of whole numbers; an expression may give it as a text, e.g. "8". */
export function oneOfNumbers(label: string, values: readonly number[], unit: string) {
	return z.preprocess(
		(value) => (typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value),
		z.custom<number>(
			(value) => typeof value === 'number' && values.includes(value),
			`${label} must be ${listOf(values)} ${unit}`,
		),
	);
}

/** A whole number within bounds; an expression may give it as a text. */
export function intBetween(label: string, min: number, max: number, unit: string) {
	return z.preprocess(
		(value) => (typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value),
		z.custom<number>(
			(value) =>
				typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
			`${label} must be a whole number from ${min} to ${max} ${unit}`,
		),
	);
}

/** Yes or no; an expression may give it as a text. */
export function flag(label: string) {
	return z.preprocess(
		(value) => (value === 'true' ? true : value === 'false' ? false : value),
		z.custom<boolean>((value) => typeof value === 'boolean', `${label} must be true or false`),
	);
}

/**
 * A list of ids with a common form, from an array or a comma-separated text. An empty list counts as
 * not set, so that nothing the user did not set is sent.
 */
export function idList(label: string, form: RegExp, example: string) {
	return z
		.preprocess(
			(value) => {
				if (value === null || value === undefined) return undefined;
				const parts = typeof value === 'string' ? value.split(/[,\n]/) : value;
				if (!Array.isArray(parts)) return value;
				const ids = parts
					.map((part: unknown) => (typeof part === 'string' ? part.trim() : part))
					.filter((part) => part !== '');
				return ids.length === 0 ? undefined : ids;
			},
			z
				.custom<
					string[]
				>((value) => Array.isArray(value) && value.every((id: unknown) => typeof id === 'string' && form.test(id)), `${label} must be a list such as ${example}`)
				.optional(),
		)
		.optional();
}

/**
 * Checks inputs against a model's schema.
 *
 * @returns the inputs to send (unset keys left out), or one sentence per problem with what was given
 */
export function checkInputs(
	schema: z.ZodTypeAny,
	given: Record<string, unknown>,
): { inputs: Record<string, unknown> } | { problem: string } {
	const parsed = schema.safeParse(given);
	if (!parsed.success) {
		const problems = parsed.error.issues.map(
			(issue) => `${issue.message} (given: ${shown(given[String(issue.path[0])])})`,
		);
		return { problem: problems.join('; ') };
	}
	const checked = parsed.data as Record<string, unknown>;
	const set = Object.entries(checked).filter(([, value]) => value !== undefined);
	return { inputs: Object.fromEntries(set) };
}
