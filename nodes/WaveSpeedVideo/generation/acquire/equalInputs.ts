import { same } from '../../base/canonical';

type Inputs = Record<string, unknown>;

/** Inputs of such names make a video what it is: no service fills them in by itself. */
const TELLING = /prompt|text|lyrics|script|image|video|audio|url|file|media|character|lora/i;

/** What a service fills in by itself is a short word, as of an enumeration. */
const SHORT_WORD = /^[\w.:*/+-]{0,40}$/;

/**
 * Whether a listed job has all inputs of an order, whatever it has beside them.
 *
 * @param wanted as sent, or as an order keeps them, long texts shortened
 */
export function hasInputs(listed: Inputs, wanted: Inputs): boolean {
	return Object.entries(wanted).every(([name, value]) => same(listed[name], value));
}

/**
 * Whether equal inputs prove that a listed job is the order: it has all of them, and beside them
 * nothing but defaults, which the service may add. A stranger's job of the same model may have ours
 * and more; of a model that was sent no inputs at all, every job has ours.
 */
export function isSameOrder(listed: Inputs, wanted: Inputs): boolean {
	const others = Object.entries(listed).filter(([name]) => !Object.hasOwn(wanted, name));
	return hasInputs(listed, wanted) && others.every(([name, value]) => mayBeDefault(name, value));
}

function mayBeDefault(name: string, value: unknown): boolean {
	if (typeof value === 'boolean' || typeof value === 'number') return true;
	if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
	const text = String(value ?? '');
	return text === '' || (SHORT_WORD.test(text.slice(0, 50)) && !TELLING.test(name));
}
