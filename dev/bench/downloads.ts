import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { until } from '../world/until';
import { World } from '../world/world';
import { BUFFERING, CONTROL, downloadOf, generationOf, HTTP_REQUEST, OURS } from './downloadWays';
import type { Way } from './downloadWays';
import { n8nProcess, residentMemory, watchMemory } from './processMemory';

const run = promisify(execFile);

const MB = 1e6;

interface Load {
	videos: number;
	/** Of each video. */
	bytes: number;
	/** Bytes per second that the CDN sends at most; default: as fast as loopback goes. */
	line?: number;
}

const ONE: Load = { videos: 1, bytes: 300 * MB };
const TEN: Load = { videos: 10, bytes: 100 * MB };
const ON_A_LINE: Load = { ...ONE, line: 60 * MB };

/** Brings a fresh n8n to the memory that it has after some work. */
const WARM_UP: Load = { videos: 2, bytes: 100 * MB };
const RUNS = 3;
/** Milliseconds in which n8n comes to rest before its idle level is read. */
const REST = 5_000;

const CASES: Array<[Way, Load]> = [
	[CONTROL, ONE],
	[OURS, ONE],
	[HTTP_REQUEST, ONE],
	[BUFFERING, ONE],
	[OURS, TEN],
	[HTTP_REQUEST, TEN],
	[BUFFERING, TEN],
	[OURS, ON_A_LINE],
	[HTTP_REQUEST, ON_A_LINE],
];

/** Bytes per second of all downloads since `from`, from the first request to the last byte sent. */
async function speedSince(world: World, from: number, { videos, bytes }: Load): Promise<number> {
	const downloads = world.simulator.requests
		.slice(from)
		.filter(({ operation }) => operation === 'download');
	// A connection ends a moment after its last byte was read.
	await until(() => downloads.every(({ bytesSent, endedAt }) => bytesSent === bytes && endedAt));
	if (downloads.length !== videos) throw new Error(`${downloads.length} downloads of ${videos}`);
	const start = Math.min(...downloads.map(({ time }) => time));
	const end = Math.max(...downloads.map(({ endedAt = NaN }) => endedAt));
	return (videos * bytes) / ((end - start) / 1000);
}

/** Makes the videos, and tells their URLs. */
async function makeVideos(world: World, { videos, bytes }: Load, download: boolean) {
	world.simulator.settings.jobSeconds = 0.2;
	world.simulator.settings.outputBytes = bytes;
	const execution = await world.run(generationOf(videos, download));
	const items = execution.items('WaveSpeed Video');
	if (items.length !== videos) throw new Error(execution.error?.message ?? 'Videos are missing');
	return items.map(({ json }) => String(json['url']));
}

/** Slows the next downloads down to the load's line. */
function limitLine({ simulator }: World, { videos, line }: Load): void {
	if (line === undefined) return;
	const fault = { kind: 'slow', bytesPerSecond: line } as const;
	simulator.misbehave({ on: 'download', fault, times: videos });
}

/** Bytes per second of one load by one way. */
async function download(world: World, way: Way, load: Load, urls: string[]): Promise<number> {
	const from = world.simulator.requests.length;
	limitLine(world, load);
	if (way.node) {
		const execution = await world.run(downloadOf(urls, way.node));
		if (execution.status !== 'success') throw new Error(execution.error?.message);
	} else {
		await makeVideos(world, load, true);
	}
	return await speedSince(world, from, load);
}

/** The same files, written to the same disk by as many `curl`s at once. */
async function curlSpeed(world: World, load: Load, urls: string[]): Promise<number> {
	const files = urls.map((_url, index) => world.file(`curl-${index}.mp4`));
	const from = world.simulator.requests.length;
	limitLine(world, load);
	await Promise.all(urls.map((url, index) => run('curl', ['-sSf', '-o', files[index] ?? '', url])));
	await Promise.all(files.map((file) => rm(file)));
	return await speedSince(world, from, load);
}

/** "middle (least–most)" */
function spread(values: number[], digits = 0): string {
	const sorted = [...values].sort((a, b) => a - b);
	const [least, middle, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((index) =>
		(sorted[index] ?? NaN).toFixed(digits),
	);
	return sorted.length === 0 ? '–' : `${middle} (${least}–${most})`;
}

/** The kernel counts a few pages late, so its peak may lie below a level that was read. */
const above = (peak: number, idle: number): string =>
	`+${(Math.max(0, peak - idle) / MB).toFixed(0)}`;

/** One line of the table: some runs of one load by one way, in an n8n of its own. */
async function bench(way: Way, load: Load): Promise<string[]> {
	const world = await World.create(way.n8n);
	try {
		await makeVideos(world, WARM_UP, true);
		const urls = await makeVideos(world, load, false);
		await sleep(REST);
		const pid = n8nProcess(world.n8n.userFolder);
		const idle = residentMemory(pid);
		const memory = watchMemory(pid);
		const speeds: number[] = [];
		const curls: number[] = [];
		for (let count = 0; count < RUNS; count++) {
			if (way.isControl) {
				await makeVideos(world, load, false);
			} else {
				curls.push(await curlSpeed(world, load, urls));
				speeds.push(await download(world, way, load, urls));
			}
		}
		memory.stop();
		const shares = speeds.map((speed, index) => speed / (curls[index] ?? NaN));
		return [
			way.name,
			`${load.videos} × ${load.bytes / MB} MB`,
			load.line === undefined ? 'loopback' : `${load.line / MB} MB/s`,
			(idle / MB).toFixed(0),
			above(memory.sampled(), idle),
			above(memory.counted(), idle),
			spread(speeds.map((speed) => speed / MB)),
			spread(curls.map((speed) => speed / MB)),
			spread(shares, 2),
		];
	} finally {
		await world.close();
	}
}

/**
 * Memory and speed of large downloads in a real n8n (filesystem mode), for our node, n8n's own HTTP
 * Request node and a node that buffers. Each line of the table has an n8n of its own.
 */
export async function benchDownloads(): Promise<void> {
	console.log(`Memory: the most in ${RUNS} runs; speed: the middle of them (least–most).\n`);
	console.log(
		'| download by | load | line | idle RSS, MB | peak above it, sampled | the same by VmHWM | MB/s | curl, MB/s | share of curl |',
	);
	console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
	for (const [way, load] of CASES) console.log(`| ${(await bench(way, load)).join(' | ')} |`);
}
