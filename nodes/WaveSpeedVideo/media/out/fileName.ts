import { withoutUnseen } from '../../base/text';

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

/** Longest template that is looked at, in UTF-16 units; each placeholder's value is cut likewise. */
const MAX_TEMPLATE = 1_000;
const MAX_VALUE = 200;

/** Longest name without suffix and extension, in UTF-8 bytes; most file systems allow 255 in all. */
const MAX_BYTES = 190;

/** What Windows takes for a device, whatever extension stands behind it (Microsoft: Naming Files). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])$/i;

/**
 * Fills a file name's placeholders and makes it safe to be a file's name anywhere: no path, nothing
 * unseen or reserved, no half characters, bounded in bytes, the extension of what the file really is.
 */
export function makeFileName(template: string, facts: FileNameFacts): string {
	const values: Record<string, string> = {
		model: facts.model.slice(0, MAX_VALUE).split('/').slice(1).join('-') || facts.model,
		predictionId: facts.id,
		item: String(facts.item),
	};
	const filled = template
		.slice(0, MAX_TEMPLATE)
		.replace(/\{(model|predictionId|item)\}/g, (_, name: string) =>
			(values[name] ?? '').slice(0, MAX_VALUE),
		);
	const suffix = facts.output > 0 ? `_${facts.output}` : '';
	return `${safeName(filled) || safeName(facts.id) || 'video'}${suffix}.${facts.extension}`;
}

/** The text as a name; empty when nothing of it can stay. */
function safeName(text: string): string {
	const visible = withoutUnseen(text, '/').replace(/[/\\:*?"<>|]+/g, '_');
	const bare = visible.replace(/\.(mp4|mov|webm|m4v)$/i, '');
	const name = withoutEdges(firstBytes(withoutEdges(bare), MAX_BYTES));
	if (/^_+$/.test(name)) return '';
	return DEVICE.test(name.split('.')[0]?.trim() ?? '') ? `_${name}` : name;
}

/** Without the dots and spaces at its ends, which hide a file or get lost. */
function withoutEdges(text: string): string {
	return text.replace(/^[.\s]+/, '').replace(/[.\s]+$/, '');
}

/** As many whole characters, as people count them, as go into a number of bytes. */
function firstBytes(text: string, max: number): string {
	let kept = '';
	let bytes = 0;
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		bytes += Buffer.byteLength(segment);
		if (bytes > max) break;
		kept += segment;
	}
	return kept;
}
