import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

import { until } from '../world/until';
import type { World } from '../world/world';
import { GENERATE } from '../world/workflows';
import { downloadOf, generationOf } from './downloadWays';
import type { Way } from './downloadWays';

const run = promisify(execFile);

export const MB = 1e6;

export interface Load {
	videos: number;
	/** Of each video. */
	bytes: number;
	/** Bytes per second that the CDN sends at most; default: as fast as loopback goes. */
	line?: number;
}

export const describeLoad = ({ videos, bytes }: Load): string => `${videos} × ${bytes / MB} MB`;
export const describeLine = ({ line }: Load): string =>
	line === undefined ? 'loopback' : `${line / MB} MB/s`;

/** Makes the videos, and tells their URLs. */
export async function makeVideos(
	world: World,
	{ videos, bytes }: Load,
	download: boolean,
): Promise<string[]> {
	world.simulator.settings.jobSeconds = 0.2;
	world.simulator.settings.outputBytes = bytes;
	const execution = await world.run(generationOf(videos, download));
	const items = execution.items(GENERATE);
	if (items.length !== videos) throw new Error(execution.error?.message ?? 'Videos are missing');
	return items.map(({ json }) => String(json['url']));
}

/** Slows the next downloads down to the load's line. */
function limitLine({ simulator }: World, { videos, line }: Load): void {
	if (line === undefined) return;
	const fault = { kind: 'slow', bytesPerSecond: line } as const;
	simulator.misbehave({ on: 'download', fault, times: videos });
}

/** The first request for a video since the log had so many entries, in ms since 1970. */
async function firstRequest(world: World, from: number, { videos, bytes }: Load): Promise<number> {
	const downloads = world.simulator.requests
		.slice(from)
		.filter(({ operation }) => operation === 'download');
	await until(() => downloads.every(({ bytesSent, endedAt }) => bytesSent === bytes && endedAt));
	if (downloads.length !== videos) throw new Error(`${downloads.length} downloads of ${videos}`);
	return Math.min(...downloads.map(({ time }) => time));
}

const speed = ({ videos, bytes }: Load, ms: number): number => (videos * bytes) / (ms / 1000);

/** Bytes per second of one load by one way: from the first request until all files are stored. */
export async function download(
	world: World,
	way: Way,
	load: Load,
	urls: string[],
): Promise<number> {
	const from = world.simulator.requests.length;
	world.simulator.settings.outputBytes = load.bytes;
	limitLine(world, load);
	const node = way.node?.name ?? GENERATE;
	const execution = await world.run(
		way.node ? downloadOf(urls, way.node) : generationOf(load.videos, true),
	);
	const ran = execution.data?.resultData.runData[node]?.at(-1);
	if (execution.status !== 'success' || !ran) throw new Error(execution.error?.message);
	const end = ran.startTime + ran.executionTime;
	return speed(load, end - (await firstRequest(world, from, load)));
}

/** The same files, written to the same disk by as many `curl`s at once. */
export async function curlSpeed(world: World, load: Load, urls: string[]): Promise<number> {
	const files = urls.map((_url, index) => world.file(`curl-${index}.mp4`));
	const from = world.simulator.requests.length;
	limitLine(world, load);
	await Promise.all(urls.map((url, index) => run('curl', ['-sSf', '-o', files[index] ?? '', url])));
	const end = Date.now();
	await Promise.all(files.map((file) => rm(file)));
	return speed(load, end - (await firstRequest(world, from, load)));
}

/** "middle (least–most)" */
export function spread(values: number[], digits = 0): string {
	const sorted = [...values].sort((a, b) => a - b);
	const [least, middle, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((index) =>
		(sorted[index] ?? NaN).toFixed(digits),
	);
	return sorted.length === 0 ? '–' : `${middle} (${least}–${most})`;
}
