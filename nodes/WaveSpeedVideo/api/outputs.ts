import { bounded } from '../base/bounded';

/** One output of a prediction, by its form; what a file holds shows when it is opened. */
export type Output =
	/** At an address, of whatever scheme. */
	| { kind: 'file'; url: string }
	/** As text: base64 of known media, or a data URI. Nobody asked for it, some models do it. */
	| { kind: 'encoded'; text: string }
	| { kind: 'text'; text: string }
	| { kind: 'json'; value: unknown };

/** Outputs of one prediction; video models give one, a few give a handful. */
export const MAX_OUTPUTS = 80;

/** A URL longer than this is none (browsers and CDNs end at 8 to 64 KB). */
const MAX_URL = 16_000;

/**
 * What is kept of texts and objects: they go into the execution's data, which n8n must be able to
 * open. `bytes` of one, and of all of a prediction.
 */
const KEPT = { depth: 8, entries: 2_000, bytes: 100_000 };
const KEPT_IN_ALL = 400_000;

/** All addresses of a prediction together; signed ones have some 1,000 characters. */
const MAX_URLS = 200_000;

const ADDRESS = /^[a-z][a-z0-9+.-]{1,20}:\/\/\S*$/i;

/** `data:image/png;base64,`, with its media type and parameters. */
const DATA_URI = /^data:([^,]{0,200}),/i;

/** How base64 of PNG, JPEG, GIF, RIFF, MP4, MP3, Ogg, FLAC and WebM begins. */
const BASE64_MEDIA =
	/^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|AAAA[\w+/]{2}Z0eX|SUQz|\/\/[suv]|T2dnUw|ZkxhQw|GkXfo)/;

const isEncoded = (text: string) =>
	text.length > 100 && BASE64_MEDIA.test(text) && !/\s/.test(text.slice(0, 200));

/** The outputs of a prediction. The model pages type them as an array in one table, as a string in another. */
export function readOutputs(given: unknown): Output[] {
	const list: unknown[] = Array.isArray(given) ? given : [given];
	let left = KEPT_IN_ALL;
	let urls = 0;
	const keep = (value: unknown): unknown => {
		const kept = bounded(value, { ...KEPT, bytes: Math.min(KEPT.bytes, left) });
		left = Math.max(
			0,
			left - (typeof kept === 'string' ? kept : (JSON.stringify(kept) ?? '')).length,
		);
		return kept;
	};
	return (
		list
			.filter((entry) => entry !== null && entry !== undefined && entry !== '')
			.slice(0, MAX_OUTPUTS)
			.map((entry): Output => {
				const url = typeof entry === 'object' && entry && 'url' in entry ? entry.url : entry;
				if (typeof url !== 'string') return { kind: 'json', value: keep(entry) };
				if (url.length <= MAX_URL && ADDRESS.test(url)) return { kind: 'file', url };
				const [, type] = DATA_URI.exec(url.slice(0, 300)) ?? [];
				if (type !== undefined && /^(?:text\/(?!html)|application\/json)/i.test(type)) {
					return {
						kind: 'text',
						text: String(keep(decodeOutput(url)?.bytes.toString('utf8') ?? '')),
					};
				}
				if (type !== undefined || isEncoded(url)) return { kind: 'encoded', text: url };
				return typeof entry === 'string'
					? { kind: 'text', text: String(keep(entry)) }
					: { kind: 'json', value: keep(entry) };
			})
			// A cut address would be another one.
			.filter((one) => one.kind !== 'file' || (urls += one.url.length) <= MAX_URLS)
	);
}

/** The bytes of an output that came as text; undefined when it can't be read. */
export function decodeOutput(text: string): { bytes: Buffer; mimeType?: string } | undefined {
	const [start, type] = DATA_URI.exec(text.slice(0, 300)) ?? ['', undefined];
	const data = text.slice(start.length);
	const mimeType = type?.split(';')[0]?.toLowerCase() || undefined;
	if (type === undefined || /;\s*base64$/i.test(type)) {
		return { bytes: Buffer.from(data, 'base64'), mimeType };
	}
	try {
		return { bytes: Buffer.from(decodeURIComponent(data)), mimeType };
	} catch {
		return undefined;
	}
}

/** The address of the first file; undefined when there is none. */
export function firstUrl(outputs: readonly Output[]): string | undefined {
	return outputs.find((one) => one.kind === 'file')?.url;
}
