import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClip } from '../../dev/film/clips';
import type { ClipRecipe } from '../../dev/film/clips';
import { ffmpeg } from '../../dev/film/ffmpeg';
import { joinFiles } from './joined';

let folder: string;
let usual: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'film-'));
	usual = await makeClip(folder, 'usual', { seconds: 1 });
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

const x265 = ['-tag:v', 'hvc1', '-x265-params', 'log-level=none'];

/** The third of four clips is another one. */
async function refusal(odd: string) {
	return await joinFiles([usual, usual, odd, usual], join(folder, 'refused.mp4')).then(
		() => 'joined',
		(error: unknown) => error,
	);
}

test.each<[string, ClipRecipe, string]>([
	[
		'codec',
		{ encoder: 'libx265', options: x265 },
		'is encoded in H.265 (hvc1), the others H.264 (avc1)',
	],
	[
		'picture size',
		{ size: '240x320' },
		'has pictures of 240 × 320 pixels, the others 320 × 240 pixels',
	],
	[
		'pixel shape',
		{ filter: 'setsar=4/3' },
		'has pixels of the shape 1.333 : 1, the others 1.000 : 1',
	],
	[
		'bit depth',
		{ options: ['-pix_fmt', 'yuv420p10le'] },
		'has colours of 10 bits 4:2:0, the others 8 bits 4:2:0',
	],
	[
		'chroma',
		{ options: ['-pix_fmt', 'yuv444p'] },
		'has colours of 8 bits 4:4:4, the others 8 bits 4:2:0',
	],
	['sampling rate', { soundRate: 44100 }, 'has sound of 44100 Hz, the others 48000 Hz'],
	['channels', { channels: 1 }, 'has sound of 1 channel, the others 2 channels'],
	['sound codec', { soundEncoder: 'libopus' }, 'has sound in "Opus" (opus), not AAC'],
	['MP3 sound', { soundEncoder: 'libmp3lame' }, 'has sound in MP3, not AAC'],
	[
		'encryption',
		{
			options: [
				...['-encryption_scheme', 'cenc-aes-ctr'],
				...['-encryption_key', '76a6c65c5ea762046bd749a2e632ccbb'],
				...['-encryption_kid', 'a7e61c373e219033c21091fa607bf3b8'],
			],
		},
		'is encrypted',
	],
])(
	'refused, with the clip, what it is and what the others are: %s',
	async (name, recipe, problem) => {
		const odd = await makeClip(folder, name.replace(/\W/g, '-'), { seconds: 1, ...recipe });
		expect(await refusal(odd)).toMatchObject({ name: 'Error', clip: 2, problem });
	},
);

test('a turned picture among others is refused', async () => {
	const turned = join(folder, 'turned.mp4');
	await ffmpeg(['-i', usual, '-c', 'copy', '-metadata:s:v:0', 'rotate=90', turned]);
	const problem = expect.stringMatching(/is turned by (90|270)°, the others 0°/);
	expect(await refusal(turned)).toMatchObject({ clip: 2, problem });
});

test('pictures that an edit list hides are refused, because one edit cannot hide them', async () => {
	const long = await makeClip(folder, 'long', { seconds: 3, options: ['-g', '48'] });
	const trimmed = join(folder, 'trimmed.mp4');
	await ffmpeg(['-ss', '0.5', '-i', long, '-c', 'copy', trimmed]);
	const problem = expect.stringMatching(/^hides 1\d of its \d+ pictures by an edit list$/);
	expect(await refusal(trimmed)).toMatchObject({ clip: 2, problem });
});

test('a file without pictures is refused', async () => {
	const sound = join(folder, 'sound.mp4');
	await ffmpeg(['-i', usual, '-vn', '-c', 'copy', sound]);
	expect(await refusal(sound)).toMatchObject({ clip: 2, problem: 'has no pictures' });
});

test('a file that is no MP4 is refused', async () => {
	const webpage = join(folder, 'page.mp4');
	await writeFile(webpage, '<!doctype html><title>404</title>');
	const problem = expect.stringContaining('is no MP4 file');
	expect(await refusal(webpage)).toMatchObject({ clip: 2, problem });
});

test.each([
	['index first', ['-movflags', '+faststart']],
	['index last', []],
	['fragmented', ['-movflags', 'frag_keyframe+empty_moov']],
])('a file that ends early is refused before a byte is written: %s', async (name, options) => {
	const whole = await makeClip(folder, `short ${name}`.replace(/\W/g, '-'), {
		seconds: 1,
		options,
	});
	const { length } = await readFile(whole);
	await truncate(whole, length - 3000);
	const problem = expect.stringContaining('is damaged: it');
	expect(await refusal(whole)).toMatchObject({ clip: 2, problem });
});

test('sound that differs is no obstacle for a film without sound', async () => {
	const odd = await makeClip(folder, 'opus', { seconds: 1, soundEncoder: 'libopus' });
	const film = await joinFiles([usual, odd], join(folder, 'mute.mp4'), false);
	expect(film).toMatchObject({ audioCodec: undefined, clips: [{}, { leftOut: [] }] });
});

test('what cannot be kept is named', async () => {
	const subtitles = join(folder, 'subtitles.srt');
	await writeFile(subtitles, '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
	const rich = join(folder, 'rich.mp4');
	await ffmpeg([
		...['-i', usual, '-i', usual, '-i', subtitles, '-map', '0', '-map', '1:a', '-map', '2'],
		...['-c', 'copy', '-c:s', 'mov_text', rich],
	]);
	const film = await joinFiles([usual, rich], join(folder, 'poor.mp4'));
	expect(film.clips.map(({ leftOut }) => leftOut)).toEqual([
		[],
		['another sound track', 'subtitles'],
	]);
});
