import { letterPicture, lettersIn } from './letters';
import { keptFile } from './pictures';

const MAX_LINES = 2;

/** Lines of a prompt's first words, and how wide they may be. */
function firstWords(prompt: string, lettersPerLine: number): string[] {
	const lines: string[] = [];
	for (const word of prompt.split(/\s+/).filter(Boolean)) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 1 + word.length <= lettersPerLine) {
			lines[lines.length - 1] = `${last} ${word}`;
		} else if (lines.length < MAX_LINES) {
			lines.push(word.slice(0, lettersPerLine));
		} else {
			break;
		}
	}
	return lines;
}

/**
 * A picture with a prompt's first words, as wide as the frame.
 *
 * @returns its path in the render cache; undefined for an empty prompt
 */
export async function captionFile(prompt: string, width: number): Promise<string | undefined> {
	const dot = Math.max(1, Math.round(width / 220));
	const lines = firstWords(prompt, lettersIn(width, dot));
	if (lines.length === 0) return undefined;
	return await keptFile(letterPicture(lines, width, dot), 'pgm');
}
