import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALIKE, makeClip, TONE } from '../../dev/film/clips';
import type { ClipRecipe } from '../../dev/film/clips';
import {
	concatCopy,
	decodePictures,
	decodeSound,
	decodingErrors,
	ffmpeg,
} from '../../dev/film/ffmpeg';
import type { Film } from '../../nodes/WaveSpeedVideo/film/film';
import { joinFiles } from './joined';

let folder: string;
const made = new Map<string, Promise<string>>();

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'film-'));
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

function clip(name: string, recipe: ClipRecipe): Promise<string> {
	const making = made.get(name) ?? makeClip(folder, name.replace(/\W+/g, '-'), recipe);
	made.set(name, making);
	return making;
}

/** Every picture decodes to the same bytes as in its clip, and is shown at the same moment of it. */
async function expectSamePictures(film: Film, path: string, clips: readonly string[]) {
	const pictures = await decodePictures(path);
	let at = 0;
	for (const [index, source] of clips.entries()) {
		const own = await decodePictures(source);
		const part = pictures.slice(at, (at += own.length));
		expect(part.map(({ md5 }) => md5)).toEqual(own.map(({ md5 }) => md5));
		const start = film.clips[index]?.start ?? NaN;
		const late = part.map((picture, number) => {
			const sinceFirst = (own[number]?.at ?? NaN) - (own[0]?.at ?? NaN);
			return Math.abs(picture.at - start - sinceFirst);
		});
		expect(Math.max(...late)).toBeLessThan(0.001);
	}
	expect(pictures).toHaveLength(at);
}

const RATE = 48000;

/** When tones begin, in seconds. */
function toneStarts(sound: Int16Array): number[] {
	const starts: number[] = [];
	let last = -Infinity;
	sound.forEach((value, index) => {
		if (Math.abs(value) < 4000) return;
		if (index - last > RATE / 10) starts.push(index / RATE);
		last = index;
	});
	return starts;
}

describe('decoded pictures are those of the clips, at their moments', () => {
	test.each(Object.keys(ALIKE))('between others: %s', async (name) => {
		const clips = [
			await clip('crf 23', {}),
			await clip(name, ALIKE[name] ?? {}),
			await clip('25 fps', { rate: '25' }),
		];
		const output = join(folder, 'between.mp4');
		const film = await joinFiles(clips, output);
		await expectSamePictures(film, output, clips);
		expect(await decodingErrors(output)).toBe('');
		expect((await stat(output)).size).toBe(film.bytes);
	});

	test.each<[string, Record<string, ClipRecipe>]>([
		[
			'H.265',
			{
				h265: { encoder: 'libx265', options: ['-tag:v', 'hvc1', '-x265-params', 'log-level=none'] },
				'h265 crf 20': {
					encoder: 'libx265',
					options: ['-crf', '20', '-tag:v', 'hvc1', '-x265-params', 'log-level=none:bframes=0'],
				},
				'h265 30 fps': {
					encoder: 'libx265',
					rate: '30',
					options: ['-tag:v', 'hvc1', '-x265-params', 'log-level=none:aud=1:keyint=10'],
				},
			},
		],
		['mono', { mono: { channels: 1 }, 'mono short': { channels: 1, soundSeconds: 0.5 } }],
		['44.1 kHz', { cd: { soundRate: 44100 }, 'cd mute': { soundSeconds: undefined } }],
		['no sound at all', { mute: { soundSeconds: undefined }, mute2: { soundSeconds: undefined } }],
		['the first without sound', { mute: { soundSeconds: undefined }, 'crf 23': {} }],
		['a single clip', { 'crf 23': {} }],
		[
			'AV1 of one setting',
			{
				av1: { encoder: 'libaom-av1', seconds: 0.5, options: ['-cpu-used', '8'] },
				'av1 b': { encoder: 'libaom-av1', seconds: 0.5, options: ['-cpu-used', '8'] },
			},
		],
	])('%s', async (_, recipes) => {
		const clips: string[] = [];
		for (const [name, recipe] of Object.entries(recipes)) clips.push(await clip(name, recipe));
		const output = join(folder, 'group.mp4');
		const film = await joinFiles(clips, output);
		await expectSamePictures(film, output, clips);
		expect(await decodingErrors(output)).toBe('');
	});

	test('a clip that was turned by its camera stays so', async () => {
		const upright = await clip('crf 23', {});
		const turned = join(folder, 'turned.mp4');
		await ffmpeg(['-i', upright, '-c', 'copy', '-metadata:s:v:0', 'rotate=90', turned]);
		const output = join(folder, 'turned-film.mp4');
		await joinFiles([turned, turned], output);
		const shown = await ffmpeg(
			['-show_entries', 'stream_side_data=rotation', '-of', 'csv', output],
			'ffprobe',
		);
		expect(shown.toString()).toMatch(/-?90/);
	});
});

describe('after all of them in one film', () => {
	let clips: string[];
	let film: Film;
	let output: string;

	beforeAll(async () => {
		clips = [];
		for (const [name, recipe] of Object.entries(ALIKE)) clips.push(await clip(name, recipe));
		output = join(folder, 'all.mp4');
		film = await joinFiles(clips, output);
	});

	test('every picture is there, at its moment', async () => {
		await expectSamePictures(film, output, clips);
	});

	test('every sound is heard within 25 ms of its moment, nearer than with concat -c copy', async () => {
		const names = Object.keys(ALIKE);
		const expected = film.clips
			.filter((_, index) => names[index] !== 'without sound')
			.map(({ start }) => start + TONE.at);
		const heard = toneStarts(await decodeSound(output, RATE));
		expect(heard).toHaveLength(expected.length);
		const errors = heard.map((at, index) => Math.abs(at - (expected[index] ?? NaN)));
		expect(Math.max(...errors)).toBeLessThan(0.025);

		const other = join(folder, 'concat.mp4');
		await concatCopy(clips, other);
		const otherHeard = toneStarts(await decodeSound(other, RATE));
		const lateByConcat = Math.abs((otherHeard.at(-1) ?? NaN) - (expected.at(-1) ?? NaN));
		expect(errors.at(-1) ?? NaN).toBeLessThan(lateByConcat);
	});

	test('the sound ends with the pictures, within 25 ms', async () => {
		const sound = await decodeSound(output, RATE);
		expect(Math.abs(sound.length / RATE - film.seconds)).toBeLessThan(0.025);
	});
});

test('twenty equal clips: the sound of the last is where concat -c copy puts it late', async () => {
	const one = await clip('crf 23', {});
	const clips = Array.from({ length: 20 }, () => one);
	const output = join(folder, 'twenty.mp4');
	const film = await joinFiles(clips, output);
	const other = join(folder, 'twenty-concat.mp4');
	await concatCopy(clips, other);
	const own = toneStarts(await decodeSound(output, RATE));
	const theirs = toneStarts(await decodeSound(other, RATE));
	const expected = (film.clips.at(-1)?.start ?? NaN) + TONE.at;
	expect(own).toHaveLength(20);
	expect(Math.abs((own.at(-1) ?? NaN) - expected)).toBeLessThan(0.025);
	expect(Math.abs((theirs.at(-1) ?? NaN) - expected)).toBeGreaterThan(0.1);
});

test('two hundred clips become one film', async () => {
	const some = [await clip('crf 23', {}), await clip('crf 18', {}), await clip('30 fps', {})];
	const clips = Array.from({ length: 200 }, (_, index) => some[index % 3] ?? '');
	const output = join(folder, 'hundreds.mp4');
	const film = await joinFiles(clips, output);
	expect(film.clips).toHaveLength(200);
	const pictures = await decodePictures(output);
	const each = await Promise.all(some.map(decodePictures));
	expect(pictures.map(({ md5 }) => md5)).toEqual(
		clips.flatMap((_, index) => each[index % 3]?.map(({ md5 }) => md5) ?? []),
	);
});
