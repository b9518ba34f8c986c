import type { Host } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { ANY, PICTURE, SOUND, VIDEO } from '../media/in/mediaFile';
import type { Wanted } from '../media/in/mediaFile';
import { checkMediaData, checkMediaFile, checkMediaUrl } from '../media/in/mediaInput';
import type { Checked, Media } from '../media/in/mediaInput';
import type { MediaInput, MediaKind } from '../models/media';
import { placeInList } from '../models/media';

const WANTED: Record<MediaKind, Wanted> = {
	picture: PICTURE,
	video: VIDEO,
	sound: SOUND,
	file: ANY,
};

/** A medium as a URL, as a data URI, or as the name of a binary field of the item. */
export async function readMediaValue(
	host: Host,
	itemIndex: number,
	value: unknown,
	{ kind, label }: Pick<MediaInput, 'kind' | 'label'>,
): Promise<Checked<Media>> {
	if (typeof value === 'string') {
		const start = value.trim().slice(0, 16).toLowerCase();
		if (start.startsWith('data:')) return await checkMediaData(host, value, label, WANTED[kind]);
		if (/^[a-z][a-z0-9+.-]*:\/\//.test(start)) {
			return checkMediaUrl(value, label, host.ownHostName);
		}
	}
	const field = typeof value === 'string' ? value.trim() : value;
	const file = await checkMediaFile(host, itemIndex, field, WANTED[kind]);
	return 'problem' in file ? { ...file, problem: `${label}: ${file.problem}` } : file;
}

/**
 * A list of media: an array, or a text with commas. By their places in the request; nothing for an
 * empty list, so that what the user did not set is not sent.
 */
export async function readMediaList(
	host: Host,
	itemIndex: number,
	given: unknown,
	wanted: MediaInput,
): Promise<Record<string, Checked<Media>>> {
	const { input, label, most = Infinity } = wanted;
	const entries = toEntries(given);
	if (entries.length > most) {
		throw new ParameterError(`${label} takes at most ${most} (given: ${entries.length})`);
	}
	const media: Record<string, Checked<Media>> = {};
	for (const [index, entry] of entries.entries()) {
		const medium = await readMediaValue(host, itemIndex, entry, wanted);
		media[placeInList(input, index)] = medium;
		// One is enough to refuse the item.
		if ('problem' in medium) break;
	}
	return media;
}

/** A data URI has a comma of its own. */
const DATA_URI_COMMA = /(data:[^,\s]{0,200};base64),/gi;

function toEntries(given: unknown): unknown[] {
	if (given === undefined || given === null) return [];
	if (Array.isArray(given)) return given.filter((one) => one !== '' && one !== null);
	if (typeof given !== 'string') return [given];
	const text = given.trim();
	if (text.startsWith('[')) {
		try {
			return toEntries(JSON.parse(text));
		} catch {
			// No JSON: names and addresses.
		}
	}
	return text
		.replace(DATA_URI_COMMA, '$1\u0000')
		.split(/[,\n]/)
		.map((part) => part.trim().replace('\u0000', ','))
		.filter(Boolean);
}
