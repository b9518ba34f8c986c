/** What the placeholders of a file name stand for. */
export interface FileNameFacts {
	/** Model id; its last part is the name, e.g. `text-to-video-pro`. */
	model: string;
	/** Prediction id. */
	id: string;
	/** Item index, from 0. */
	item: number;
	/** Number of the output, from 0; several outputs of one item get different names. */
	output: number;
	/** Without the dot, from the file's content. */
	extension: string;
}

export const DEFAULT_FILE_NAME = '{model}_{predictionId}_{item}.mp4';

/** Longest name, with room for the suffixes that file systems and n8n add (most allow 255 bytes). */
const MAX_LENGTH = 150;

/**
 * Fills a file name's placeholders and makes it safe to be a file's name anywhere: no path, no
 * control or reserved characters, bounded length, the extension of what the file really is.
 */
export function makeFileName(template: string, facts: FileNameFacts): string {
	const values: Record<string, string> = {
		model: facts.model.split('/').slice(1).join('-') || facts.model,
		predictionId: facts.id,
		item: String(facts.item),
	};
	const filled = (template.trim() || DEFAULT_FILE_NAME).replace(
		/\{(model|predictionId|item)\}/g,
		(_, name: string) => values[name] ?? '',
	);
	const safe = filled
		.replace(/[/\\:*?"<>|\p{Cc}]+/gu, '_')
		.replace(/\.(mp4|mov|webm|m4v)$/i, '')
		.replace(/^[.\s]+|[.\s]+$/g, '')
		.slice(0, MAX_LENGTH);
	const suffix = facts.output > 0 ? `_${facts.output}` : '';
	return `${safe || facts.id}${suffix}.${facts.extension}`;
}
