import { World } from '../world/world';
import {
	curlSpeed,
	describeLine,
	describeLoad,
	download,
	makeVideos,
	MB,
	spread,
} from './downloadRuns';
import type { Load } from './downloadRuns';
import { BUFFERING, HTTP_REQUEST, OURS } from './downloadWays';
import type { Way } from './downloadWays';
import { cpuSeconds, n8nProcess } from './processMemory';

const ROUNDS = 2;
const WAYS = [OURS, HTTP_REQUEST, BUFFERING];

/** Brings n8n's code and heap to where they are after some work. */
const WARM_UP: Load = { videos: 2, bytes: 100 * MB };

const LOADS: Load[] = [
	{ videos: 1, bytes: 300 * MB },
	{ videos: 10, bytes: 100 * MB },
	{ videos: 1, bytes: 300 * MB, line: 60 * MB },
];

interface Measured {
	way: Way;
	speeds: number[];
	/** Of n8n, per GB. */
	cpu: number[];
}

/** One load by all ways in turn, and by curl. */
async function measure(
	world: World,
	load: Load,
	rounds: number,
): Promise<{ ways: Measured[]; curl: number[] }> {
	const pid = n8nProcess(world.n8n.userFolder);
	const urls = await makeVideos(world, load, false);
	const ways = WAYS.map((way): Measured => ({ way, speeds: [], cpu: [] }));
	const curl: number[] = [];
	for (let round = 0; round < rounds; round++) {
		curl.push(await curlSpeed(world, load, urls));
		for (const { way, speeds, cpu } of ways) {
			const before = cpuSeconds(pid);
			speeds.push(await download(world, way, load, urls));
			cpu.push((cpuSeconds(pid) - before) / ((load.videos * load.bytes) / 1e9));
		}
	}
	return { ways, curl };
}

/** Of each round its own share, because a machine is not as quick at every time. */
const shares = (speeds: number[], of: number[]): string =>
	spread(
		speeds.map((speed, round) => speed / (of[round] ?? NaN)),
		2,
	);

/**
 * Speed of large downloads into a real n8n (filesystem mode): our node, n8n's own HTTP Request node, a
 * node that buffers, and curl, one after another in each round, so that all meet the same machine.
 *
 * @returns a table
 */
export async function downloadSpeedTable(): Promise<string[]> {
	const lines = [
		'| download by | load | line | MB/s | of buffering | of curl | CPU seconds of n8n per GB |',
		'| --- | --- | --- | --- | --- | --- | --- |',
	];
	const world = await World.create(BUFFERING.n8n);
	try {
		await measure(world, WARM_UP, 1);
		for (const load of LOADS) {
			const { ways, curl } = await measure(world, load, ROUNDS);
			const buffering = ways.at(-1)?.speeds ?? [];
			const of = [describeLoad(load), describeLine(load)];
			const mbs = (speeds: number[]) => spread(speeds.map((speed) => speed / MB));
			for (const { way, speeds, cpu } of ways) {
				const row = [way.name, ...of, mbs(speeds), shares(speeds, buffering), shares(speeds, curl)];
				lines.push(`| ${[...row, spread(cpu, 1)].join(' | ')} |`);
			}
			lines.push(`| ${['curl', ...of, mbs(curl), '–', '1', '–'].join(' | ')} |`);
			console.log(lines.slice(-4).join('\n'));
		}
	} finally {
		await world.close();
	}
	return lines;
}
