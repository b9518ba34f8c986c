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

const ROUNDS = 3;
const WAYS = [OURS, HTTP_REQUEST, BUFFERING];

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

/** One load by all ways in turn, in one n8n, and by curl. */
async function measure(load: Load): Promise<{ ways: Measured[]; curl: number[] }> {
	const world = await World.create(BUFFERING.n8n);
	try {
		const pid = n8nProcess(world.n8n.userFolder);
		const urls = await makeVideos(world, load, false);
		const ways = WAYS.map((way): Measured => ({ way, speeds: [], cpu: [] }));
		const curl: number[] = [];
		// The first round warms up.
		for (let round = 0; round <= ROUNDS; round++) {
			const speed = await curlSpeed(world, load, urls);
			if (round > 0) curl.push(speed);
			for (const { way, speeds, cpu } of ways) {
				const before = cpuSeconds(pid);
				const reached = await download(world, way, load, urls);
				const spent = cpuSeconds(pid) - before;
				if (round === 0) continue;
				speeds.push(reached);
				cpu.push((spent * 1000 * MB) / (load.videos * load.bytes));
			}
		}
		return { ways, curl };
	} finally {
		await world.close();
	}
}

const shares = (speeds: number[], of: number[]): string =>
	spread(
		speeds.map((speed, round) => speed / (of[round] ?? NaN)),
		2,
	);

/**
 * Speed of large downloads into a real n8n (filesystem mode): our node, n8n's own HTTP Request node, a
 * node that buffers, and curl, one after another in each round, so that all meet the same machine.
 */
export async function benchDownloadSpeed(): Promise<void> {
	console.log(
		`Middle of ${ROUNDS} rounds (least–most), from the first request until all files are stored.\n`,
	);
	console.log(
		'| download by | load | line | MB/s | of buffering | of curl | CPU seconds of n8n per GB |',
	);
	console.log('| --- | --- | --- | --- | --- | --- | --- |');
	for (const load of LOADS) {
		const { ways, curl } = await measure(load);
		const buffering = ways.at(-1)?.speeds ?? [];
		const of = [describeLoad(load), describeLine(load)];
		const mbs = (speeds: number[]) => spread(speeds.map((speed) => speed / MB));
		for (const { way, speeds, cpu } of ways) {
			const row = [way.name, ...of, mbs(speeds), shares(speeds, buffering), shares(speeds, curl)];
			console.log(`| ${[...row, spread(cpu, 1)].join(' | ')} |`);
		}
		console.log(`| ${['curl', ...of, mbs(curl), '–', '1', '–'].join(' | ')} |`);
	}
}
