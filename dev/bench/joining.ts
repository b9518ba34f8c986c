import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { concatCopy, ffmpeg } from '../film/ffmpeg';
import { builtIn, chain, GENERATE, generating, readingFiles } from '../world/workflows';
import { World } from '../world/world';
import { n8nProcess, residentMemory, watchMemory } from './processMemory';

const run = promisify(execFile);

const MB = 1e6;
const CLIPS = 10;
const RUNS = 3;
/** Milliseconds in which n8n comes to rest before its idle level is read. */
const REST = 5_000;

/** Two encoders' settings, so that every seam needs the decoder's settings within the data. */
const SETTINGS = [
	['-preset', 'ultrafast'],
	['-preset', 'superfast', '-bf', '2'],
];

/** A noisy clip of about 100 MB: a minute of 720p with sound. */
async function largeClip(path: string, settings: string[]): Promise<void> {
	await ffmpeg([
		...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30:duration=60,noise=alls=40:allf=t'],
		...['-f', 'lavfi', '-i', 'sine=sample_rate=48000:duration=60'],
		...['-c:v', 'libx264', ...settings, '-b:v', '13.2M', '-maxrate', '13.4M', '-bufsize', '13M'],
		...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2', '-movflags', '+faststart', path],
	]);
}

const JOIN = { ...generating({ operation: 'join' }), parameters: { operation: 'join' } };

/** Seconds of one node in an execution, by n8n's own clock. */
async function secondsOf(world: World, steps: Parameters<typeof chain>[1], node: string) {
	const execution = await world.run(chain('bench: join', steps));
	if (execution.status !== 'success') throw new Error(execution.error?.message);
	return (execution.runs(node).at(-1)?.executionTime ?? NaN) / 1000;
}

const middle = (values: number[]): string => {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (index: number) => (sorted[index] ?? NaN).toFixed(2);
	return `${at(Math.floor(sorted.length / 2))} (${at(0)}–${at(sorted.length - 1)})`;
};

/**
 * Memory and speed of a film of 10 × 100 MB in a real n8n (filesystem mode), against ffmpeg's concat
 * `-c copy` of the same files on the same disk.
 */
export async function benchJoining(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'bench-join-'));
	const world = await World.create();
	try {
		const originals = SETTINGS.map((_, index) => join(folder, `${index}.mp4`));
		for (const [index, path] of originals.entries()) {
			await largeClip(path, SETTINGS[index] ?? []);
		}
		const clips = Array.from({ length: CLIPS }, (_, index) => world.file(`clip-${index}.mp4`));
		for (const [index, clip] of clips.entries()) {
			await copyFile(originals[index % originals.length] ?? '', clip);
		}
		const bytes = (await Promise.all(clips.map(async (clip) => (await stat(clip)).size))).reduce(
			(sum, size) => sum + size,
		);
		const pattern = world.file('clip-*.mp4');
		const film = world.file('concat.mp4');
		const done = builtIn('Done', 'noOp', 1);

		// Brings a fresh n8n to the memory that it has after some work.
		await secondsOf(world, [readingFiles(world.file('clip-[01].mp4')), JOIN, done], GENERATE);
		const rows: string[][] = [];
		for (const [name, steps, node] of [
			['reading the clips alone (control)', [readingFiles(pattern), done], 'Read Picture'],
			['reading and Join Videos', [readingFiles(pattern), JOIN, done], GENERATE],
		] as const) {
			await sleep(REST);
			const pid = n8nProcess(world.n8n.userFolder);
			const idle = residentMemory(pid);
			const memory = watchMemory(pid);
			const own: number[] = [];
			const theirs: number[] = [];
			for (let count = 0; count < RUNS; count++) {
				own.push(await secondsOf(world, [...steps], node));
				const start = Date.now();
				await concatCopy(clips, film);
				theirs.push((Date.now() - start) / 1000);
				await rm(film);
			}
			memory.stop();
			const peak = (Math.max(memory.sampled(), memory.counted()) - idle) / MB;
			rows.push([name, (idle / MB).toFixed(0), `+${peak.toFixed(0)}`, middle(own), middle(theirs)]);
		}
		const { stdout } = await run('ffmpeg', ['-version']);
		console.log(
			`${CLIPS} clips, ${(bytes / MB).toFixed(0)} MB, ${stdout.split(' ').slice(0, 3).join(' ')}.`,
		);
		console.log(`Memory: the most in ${RUNS} runs; seconds: the middle of them (least–most).\n`);
		console.log('| n8n | idle RSS, MB | peak above it | seconds of the node | concat -c copy, s |');
		console.log('| --- | --- | --- | --- | --- |');
		for (const row of rows) console.log(`| ${row.join(' | ')} |`);
	} finally {
		await world.close();
		await rm(folder, { recursive: true, force: true });
	}
}
