import { boxesIn } from './boxes';
import { Fields } from './fields';
import { onlyEntry } from './pictureFormat';
import { damaged, UnreadableMp4 } from './refusal';

/** How a clip's sound is encoded: AAC, by its AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
export interface SoundFormat {
	/** 2 is AAC-LC, 5 and 29 are HE-AAC. */
	objectType: number;
	/** Samples per second of the core. */
	rate: number;
	/** channelConfiguration: 1 mono, 2 stereo, 0 told elsewhere. */
	channels: number;
	/** The AudioSpecificConfig. */
	config: Uint8Array;
}

/** Samples of one AAC frame. */
export const FRAME_SAMPLES = 1024;

const RATES = [
	96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/** A configuration has two to some ten bytes; the film's descriptors have lengths of one byte. */
const MAX_CONFIG = 64;

const NOT_JOINED = 'Only AAC sound can be joined. Turn on Leave Out Sound, or re-encode the clip.';

/** As ffprobe names it. */
export function soundCodec(type: string): string {
	const known: Record<string, string> = { mp4a: 'aac', Opus: 'opus', fLaC: 'flac', '.mp3': 'mp3' };
	return known[type] ?? type.trim();
}

/** @throws UnreadableMp4 for sound that can't be joined */
export function readSoundFormat(stsd: Uint8Array): SoundFormat {
	const { type, body } = onlyEntry(stsd);
	if (type === 'enca') throw new UnreadableMp4('is encrypted', 'Use a clip without protection.');
	if (type !== 'mp4a') {
		throw new UnreadableMp4(`has sound in "${type}" (${soundCodec(type)}), not AAC`, NOT_JOINED);
	}
	return readConfig(readEsds(findEsds(body)));
}

/** The entry's `esds`, in QuickTime's versions 1 and 2 behind more fields and within `wave`. */
function findEsds(body: Uint8Array): Uint8Array {
	const fields = new Fields(body, 'mp4a');
	fields.skip(8);
	const version = fields.u16();
	fields.skip(18 + (version === 1 ? 16 : version === 2 ? 36 : 0));
	let boxes = [...boxesIn(fields.bytes(fields.left))];
	const wave = boxes.find(({ type }) => type === 'wave');
	if (wave) boxes = [...boxes, ...boxesIn(wave.body)];
	const esds = boxes.find(({ type }) => type === 'esds');
	if (!esds) throw damaged('its sound does not say how it is encoded');
	return esds.body;
}

/** Finds the AudioSpecificConfig in the descriptors (ISO/IEC 14496-1, 7.2.6). */
function readEsds(esds: Uint8Array): Uint8Array {
	const fields = new Fields(esds, 'esds');
	fields.fullBox();
	openDescriptor(fields, 3);
	fields.skip(2);
	const flags = fields.u8();
	if (flags & 0x80) fields.skip(2);
	if (flags & 0x40) fields.skip(fields.u8());
	if (flags & 0x20) fields.skip(2);
	openDescriptor(fields, 4);
	const objectType = fields.u8();
	// 0x40 is MPEG-4 audio; the three others MPEG-2 AAC, of which Main and SSR are not LC.
	if (objectType !== 0x40 && objectType !== 0x67) {
		const name = [0x69, 0x6b].includes(objectType) ? 'MP3' : `0x${objectType.toString(16)}`;
		throw new UnreadableMp4(`has sound in ${name}, not AAC`, NOT_JOINED);
	}
	fields.skip(12);
	return fields.bytes(openDescriptor(fields, 5));
}

/** A descriptor's tag and length: seven bits per byte. */
function openDescriptor(fields: Fields, tag: number): number {
	if (fields.u8() !== tag) throw damaged('the description of its sound');
	let length = 0;
	for (let bytes = 0; bytes < 4; bytes++) {
		const byte = fields.u8();
		length = length * 128 + (byte & 127);
		if (byte < 128) break;
	}
	return length;
}

function readConfig(config: Uint8Array): SoundFormat {
	if (config.length > MAX_CONFIG) throw damaged('the description of its sound');
	const fields = new Fields(config, 'esds');
	const start = fields.u16();
	const objectType = start >> 11;
	const rateIndex = (start >> 7) & 15;
	const rate = RATES[rateIndex];
	// Types from 31 on and rates outside the table are written with more bits: nobody's AAC in MP4.
	if (![2, 5, 29].includes(objectType) || rate === undefined) {
		throw new UnreadableMp4('has an unusual kind of AAC sound', NOT_JOINED);
	}
	if (objectType === 2 && (start & 4) !== 0) {
		throw new UnreadableMp4('has AAC sound in frames of 960 samples', NOT_JOINED);
	}
	return { objectType, rate, channels: (start >> 3) & 15, config };
}
