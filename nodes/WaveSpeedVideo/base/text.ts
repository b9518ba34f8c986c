/**
 * What is done to every text from outside before it is shown, logged or kept. Everything here cuts
 * first and matches after, so that no text, however long, costs more than its bound.
 */

/** Of a message or description, in UTF-16 units. */
export const MAX_TEXT = 500;

/** A text of at most `max` UTF-16 units, never ending in half a character; a cut one ends in "…". */
export function cut(text: string, max: number): string {
	if (text.length <= max) return text;
	const short = text.slice(0, Math.max(0, max - 1));
	return `${endsInHalf(short) ? short.slice(0, -1) : short}…`;
}

/** Whether the last unit is the first half of a surrogate pair. */
function endsInHalf(text: string): boolean {
	const last = text.charCodeAt(text.length - 1);
	return last >= 0xd800 && last <= 0xdbff;
}

/**
 * Control characters, line and paragraph separators, what is invisible or turns the direction of
 * writing (zero-width, bidi, tags, byte order mark), and halves of surrogate pairs. The joiner of
 * emoji (U+200D) and the variation selectors stay.
 */
const UNSEEN =
	/[\p{Cc}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]+/gu;

/** Replaces what can't be seen, or would make a text look like another one. */
export function withoutUnseen(text: string, replacement: string): string {
	return text.replace(UNSEEN, replacement);
}

/**
 * n8n takes an execution whose error message has "canceled" in it, inside a longer word too, for a
 * stopped one (n8n-core, processSuccessExecution).
 */
export function respelt(text: string): string {
	return text.replace(/(cance)(l)(ed)/gi, '$1$2$2$3');
}

/** A text as it is, but bounded, visible, and no false stop. */
export function visible(text: string, max: number): string {
	// Twice as much as may stay: what goes out makes room.
	const head = text.slice(0, 2 * max);
	const plain = respelt(withoutUnseen(head, ' '));
	return cut(head.length < text.length ? `${plain}…` : plain, max);
}

/** A text from outside, fit to be shown: visible, and without white space at its ends. */
export function cleanText(text: string, max = MAX_TEXT): string {
	return visible(text.trim(), max).trim();
}

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/**
 * For texts that n8n's editor shows here as text and there as HTML: without the marks of markup,
 * which it would obey in part (it keeps img, a and input).
 */
export function withoutMarkup(text: string): string {
	return text.replace(/</g, '‹').replace(/>/g, '›');
}

/** For texts that n8n's editor shows as HTML (hints, descriptions): it keeps img, a and input. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** "1 item", "2 items". */
export function counted(count: number, word: string): string {
	return `${count} ${word}${count === 1 ? '' : 's'}`;
}
