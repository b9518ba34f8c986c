import { join } from 'node:path';
import { ffmpeg } from './ffmpeg';

/** How a test clip is made; everything has a default. */
export interface ClipRecipe {
	/** FFmpeg's name of the encoder. */
	encoder?: string;
	/** Further options of encoder and muxer. */
	options?: string[];
	/** Frames per second, as FFmpeg takes it: `30000/1001`. */
	rate?: string;
	seconds?: number;
	size?: string;
	/** Filters behind the test pattern. */
	filter?: string;
	/** Seconds, or undefined for none. */
	soundSeconds?: number;
	soundRate?: number;
	channels?: number;
	soundEncoder?: string;
}

/** When in each clip a tone is heard (seconds from its beginning), and for how long. */
export const TONE = { at: 0.5, seconds: 0.2 };

/** Encodes a clip with a moving pattern and, in the middle of silence, a tone. */
export async function makeClip(folder: string, name: string, recipe: ClipRecipe): Promise<string> {
	const { encoder = 'libx264', rate = '24', seconds = 1.5, size = '320x240' } = recipe;
	const { soundRate = 48000, channels = 2, soundEncoder = 'aac', options = [] } = recipe;
	const soundSeconds = 'soundSeconds' in recipe ? recipe.soundSeconds : seconds;
	const path = join(folder, `${name}.mp4`);
	// The hue makes every clip's pictures its own.
	const hue = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0) % 360;
	const filters = [`hue=h=${hue}`, recipe.filter].filter(Boolean).join(',');
	const pattern = `testsrc2=size=${size}:rate=${rate}:duration=${seconds},${filters}`;
	const tone = `between(t,${TONE.at},${TONE.at + TONE.seconds})*0.5*sin(2*PI*1000*t)`;
	const sound = [
		...['-f', 'lavfi', '-i', `aevalsrc='${tone}':s=${soundRate}:d=${soundSeconds}`],
		...['-c:a', soundEncoder, '-ac', String(channels), '-b:a', '96k', '-strict', 'experimental'],
	];
	await ffmpeg([
		...['-f', 'lavfi', '-i', pattern],
		...(soundSeconds === undefined ? [] : sound),
		...['-c:v', encoder, '-pix_fmt', 'yuv420p', '-threads', '1', ...options, path],
	]);
	return path;
}

/** Real encoder and muxer settings whose clips can all stand in one film. */
export const ALIKE: Record<string, ClipRecipe> = {
	'crf 23': {},
	'crf 18': { options: ['-crf', '18'] },
	'bitrate instead of quality': { options: ['-b:v', '400k'] },
	'constant bitrate': {
		options: ['-b:v', '400k', '-minrate', '400k', '-maxrate', '400k', '-bufsize', '400k'],
	},
	'preset ultrafast': { options: ['-preset', 'ultrafast'] },
	'preset slow': { options: ['-preset', 'slow'] },
	'baseline profile': { options: ['-profile:v', 'baseline'] },
	'main profile': { options: ['-profile:v', 'main'] },
	'no B-frames': { options: ['-bf', '0'] },
	'five B-frames in a pyramid': { options: ['-bf', '5', '-x264-params', 'b-pyramid=normal'] },
	'CAVLC, five references': { options: ['-coder', '0', '-refs', '5'] },
	'open GOP': { options: ['-x264-params', 'open-gop=1:keyint=12:min-keyint=6'] },
	'every picture a key frame': { options: ['-g', '1'] },
	'access unit delimiters': { options: ['-x264-params', 'aud=1:keyint=10'] },
	'parameter sets repeated': { options: ['-x264-params', 'repeat-headers=1:keyint=10'] },
	'several slices': { options: ['-x264-params', 'slices=4'] },
	'BT.709 tags': {
		options: ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'],
	},
	'25 fps': { rate: '25' },
	'30 fps': { rate: '30' },
	'29.97 fps': { rate: '30000/1001' },
	'60 fps': { rate: '60' },
	'variable rate': {
		rate: '30',
		filter: "select='not(mod(n,3))+gt(mod(n,7),4)'",
		options: ['-fps_mode', 'vfr'],
	},
	'time scale 90000': { options: ['-video_track_timescale', '90000'] },
	'odd time scale': { options: ['-video_track_timescale', '1000003'] },
	'index first': { options: ['-movflags', '+faststart'] },
	fragmented: { options: ['-movflags', 'frag_keyframe+empty_moov', '-g', '12'] },
	'fragmented, default base': {
		options: ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-g', '12'],
	},
	'fragmented behind a first index': { options: ['-movflags', 'frag_keyframe', '-g', '12'] },
	'negative composition times': { options: ['-movflags', 'negative_cts_offsets'] },
	'no edit list': { options: ['-use_editlist', '0'] },
	'without sound': { soundSeconds: undefined },
	'sound longer': { soundSeconds: 2 },
	'sound slightly longer': { soundSeconds: 1.54 },
	'sound shorter': { soundSeconds: 0.9 },
};
