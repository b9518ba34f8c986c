import type { Clip } from './clip';
import { CannotJoin } from './refusal';

/** One thing in which all clips of a film must agree. */
interface Aspect {
	/** In words, as it goes on after "is" or "has": "1280 × 720 pixels"; undefined: doesn't matter here. */
	value(clip: Clip): string | undefined;
	/** Before the value: "has pictures of". */
	verb: string;
	advice: string;
}

const ALIKE = 'Generate the clips with the same model and settings, or re-encode them.';
const SOUND = 'Generate the clips with the same kind of sound, or turn on Leave Out Sound.';

const CODEC_NAMES: Record<string, string> = {
	h264: 'H.264',
	hevc: 'H.265',
	av1: 'AV1',
	vp9: 'VP9',
};

const ASPECTS: readonly Aspect[] = [
	{
		verb: 'is encoded in',
		value: ({ pictures: { format } }) => `${CODEC_NAMES[format.codec]} (${format.type})`,
		advice: ALIKE,
	},
	{
		verb: 'has pictures of',
		value: ({ pictures: { format } }) => `${format.width} × ${format.height} pixels`,
		advice: 'Generate all clips in the same size, or re-encode them to one.',
	},
	{
		verb: 'has pixels of the shape',
		value: ({ pictures: { format } }) => `${format.pixelShape.toFixed(3)} : 1`,
		advice: ALIKE,
	},
	{
		verb: 'is turned by',
		value: ({ pictures }) => rotation(pictures.matrix),
		advice: 'Re-encode the clips, so that none is turned.',
	},
	{
		verb: 'has colours of',
		value: ({ pictures: { format } }) => format.sets && colours(format.sets),
		advice: ALIKE,
	},
	{
		verb: 'stores its pictures with lengths of',
		value: ({ pictures: { format } }) => format.sets && `${format.sets.lengthSize} bytes`,
		advice: ALIKE,
	},
	{
		// H.264 and H.265 clips may differ: their settings are written before each key frame.
		verb: 'has the decoder settings',
		value: ({ pictures: { format } }) =>
			format.sets ? undefined : Buffer.from(format.config).toString('hex').slice(0, 64),
		advice: ALIKE,
	},
	{
		verb: 'has sound of the kind',
		value: ({ sound }) => sound && (sound.format.objectType === 2 ? 'AAC-LC' : 'HE-AAC'),
		advice: SOUND,
	},
	{
		verb: 'has sound of',
		value: ({ sound }) => sound && `${sound.format.rate} Hz`,
		advice: SOUND,
	},
	{
		verb: 'has sound of',
		value: ({ sound }) => sound && channels(sound.format.channels),
		advice: SOUND,
	},
];

/** @throws CannotJoin naming the first clip that differs from most of the others */
export function checkAlike(clips: readonly Clip[]): void {
	for (const { value, verb, advice } of ASPECTS) {
		const values = clips.map(value);
		const usual = mostFrequent(values);
		const odd = values.findIndex((own) => own !== undefined && own !== usual);
		if (odd < 0) continue;
		const others = new Set(values.filter((_, clip) => clip !== odd).filter((v) => v !== undefined));
		const which = [...others].slice(0, 3).join(' or ') + (others.size > 3 ? ', …' : '');
		const subject = clips.length === 2 ? 'the other' : 'the others';
		throw new CannotJoin(odd, `${verb} ${values[odd]}, ${subject} ${which}`, advice);
	}
}

/** The value that most have; of several the one that comes first. */
function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
	const counts = new Map<string, number>();
	for (const value of values) {
		if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	let usual: string | undefined;
	for (const [value, count] of counts) {
		if (usual === undefined || count > (counts.get(usual) as number)) usual = value;
	}
	return usual;
}

function rotation([a = 0, b = 0, , c = 0, d = 0]: readonly number[]): string {
	const turns: Record<string, string> = {
		'1,0,0,1': '0°',
		'0,1,-1,0': '90°',
		'-1,0,0,-1': '180°',
		'0,-1,1,0': '270°',
	};
	const key = [a, b, c, d].map((value) => value / 65536).join(',');
	return turns[key] ?? `the matrix ${key}`;
}

function colours({ bitDepth, chroma }: { bitDepth: number; chroma: number }): string {
	return `${bitDepth} bits ${['grey', '4:2:0', '4:2:2', '4:4:4'][chroma] ?? ''}`.trim();
}

function channels(count: number): string {
	return count === 0
		? 'an unusual channel layout'
		: `${count} ${count === 1 ? 'channel' : 'channels'}`;
}
