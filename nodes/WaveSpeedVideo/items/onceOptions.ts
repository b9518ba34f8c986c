import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';
import type { PayOnce } from '../generation/acquire/receipts/payOnce';

/** Longer ones are somebody's whole row. */
const MAX_KEY = 1_000;

/**
 * The user's own key for an item's purchase; undefined where the option is not set.
 *
 * @throws ParameterError for a key that an expression didn't give: without one nothing would hold
 */
export function readPayOnce(options: Record<string, unknown>): PayOnce | undefined {
	if (!('payOnceKey' in options)) return undefined;
	const { payOnceKey: given, payOnceChanged } = options;
	const key = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
	if (key === '' || key === 'NaN') {
		throw new ParameterError(
			`Pay Once Key is set but gives no key for this item (given: ${shown(given)})`,
			"Give each item a text or a number of its own, such as its row's ID, or remove the option.",
		);
	}
	if (key.length > MAX_KEY) {
		throw new ParameterError(
			`Pay Once Key must have at most ${MAX_KEY} characters (given: ${key.length})`,
		);
	}
	return { key, changed: payOnceChanged === 'buyAnew' ? 'buyAnew' : 'refuse' };
}

/** @throws ParameterError for what is no choice of the option */
export function readReuse(options: Record<string, unknown>, isManual: boolean): boolean {
	const { reuseEarlier = 'manual' } = options;
	switch (reuseEarlier) {
		case 'always':
			return true;
		case 'never':
			return false;
		case 'manual':
			return isManual;
	}
	throw new ParameterError(
		`Reuse Earlier Video must be manual, always or never (given: ${shown(reuseEarlier)})`,
	);
}
