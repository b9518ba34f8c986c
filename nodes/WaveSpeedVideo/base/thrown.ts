/**
 * What was thrown, in its own words: anything can be thrown, also what can't be made a text.
 *
 * @returns '' where there are no words
 */
export function wordsOf(thrown: unknown): string {
	try {
		const said: unknown =
			typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'message') : thrown;
		return typeof said === 'string' ? said : '';
	} catch {
		return '';
	}
}

/** Does what only tells somebody something: what is made must not be lost for it. */
export function quietly(tell: () => void): void {
	try {
		tell();
	} catch {
		// Nobody is left to be told.
	}
}
