import type { Host } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';
import type { OptionGroup } from '../fields/optionGroups';

/** What an item sets in one group of options; what it doesn't set is not there. */
export const optionsIn = (
	host: Host,
	group: OptionGroup,
	itemIndex: number,
): Record<string, unknown> => host.parameter(group, itemIndex, {}) as Record<string, unknown>;

/** @throws ParameterError for what is set and no number of at least `min` */
export function readNumber(given: unknown, label: string, min: number): number | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	const number = Number(given);
	if (Number.isFinite(number) && number >= min) return number;
	throw new ParameterError(`${label} must be a number of at least ${min} (given: ${shown(given)})`);
}

/** A text that says something; undefined for an empty one. */
export const readText = (given: unknown): string | undefined =>
	typeof given === 'string' && given.trim() !== '' ? given : undefined;

/** A switch, which an expression may give as a text. */
export const isOn = (given: unknown): boolean => given === true || given === 'true';

/** @throws ParameterError for what is no switch: what guards money is not off by mistake */
export function readSwitch(given: unknown, label: string): boolean {
	if (isOn(given)) return true;
	if (given === false || given === 'false') return false;
	throw new ParameterError(`${label} must be true or false (given: ${shown(given)})`);
}

/** Prediction ids, separated by commas or as an array. */
export function idsOf(given: unknown): string[] {
	const parts: unknown[] = Array.isArray(given)
		? given
		: String(given ?? '')
				.slice(0, 10_000)
				.split(',');
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}
