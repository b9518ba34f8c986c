import { setTimeout as sleep } from 'node:timers/promises';

import { World } from '../world/world';
import { renewPart } from './document';
import { describeLoad, download, makeVideos, MB } from './downloadRuns';
import type { Load } from './downloadRuns';
import { BUFFERING, HTTP_REQUEST, OURS } from './downloadWays';
import type { Way } from './downloadWays';
import { n8nProcess, residentMemory, watchMemory } from './processMemory';

const ONE: Load = { videos: 1, bytes: 300 * MB };
const TEN: Load = { videos: 10, bytes: 100 * MB };
const TWENTY: Load = { videos: 20, bytes: 60 * MB };

/** Brings a fresh n8n to the memory that it has after some work. */
const WARM_UP: Load = { videos: 2, bytes: 100 * MB };
const RUNS = 2;
/** Milliseconds in which n8n comes to rest before its idle level is read. */
const REST = 5_000;

type Mode = 'filesystem' | 'database';

const CASES: Array<[Way, Load, Mode]> = [
	[OURS, TWENTY, 'database'],
	[BUFFERING, TWENTY, 'database'],
	[OURS, TEN, 'filesystem'],
	[BUFFERING, TEN, 'filesystem'],
	[OURS, ONE, 'filesystem'],
	[HTTP_REQUEST, ONE, 'filesystem'],
	[BUFFERING, ONE, 'filesystem'],
];

/** The kernel counts a few pages late, so its peak may lie below a level that was read. */
const above = (peak: number, idle: number): string =>
	`+${(Math.max(0, peak - idle) / MB).toFixed(0)}`;

class Died extends Error {}

/** @throws Died when n8n ends before the work has */
async function orDeath<T>({ n8n }: World, work: Promise<T>): Promise<T> {
	const death = n8n.ended.then((how) => {
		throw new Died(`n8n died (${how}). The end of its log:\n${n8n.logs().slice(-2_000)}`);
	});
	// It ends in any case, later.
	death.catch(() => undefined);
	work.catch(() => undefined);
	return await Promise.race([work, death]);
}

/** One line of the table: some runs of one load by one way, in an n8n of its own. */
async function measure(way: Way, load: Load, mode: Mode): Promise<string[]> {
	const env = { ...way.n8n.env, N8N_DEFAULT_BINARY_DATA_MODE: mode };
	const world = await World.create({ ...way.n8n, env });
	try {
		await makeVideos(world, WARM_UP, true);
		const urls = await makeVideos(world, load, false);
		await sleep(REST);
		const pid = n8nProcess(world.n8n.userFolder);
		const idle = residentMemory(pid);
		const memory = watchMemory(pid);
		try {
			for (let count = 0; count < RUNS; count++) {
				await orDeath(world, download(world, way, load, urls));
			}
		} catch (error) {
			if (!(error instanceof Died)) throw error;
			console.error(error.message);
			const row = [way.name, describeLoad(load), mode, (idle / MB).toFixed(0)];
			return [...row, `n8n died at ${above(memory.sampled(), idle)}`, ''];
		} finally {
			memory.stop();
		}
		return [
			way.name,
			describeLoad(load),
			mode,
			(idle / MB).toFixed(0),
			above(memory.sampled(), idle),
			above(memory.counted(), idle),
		];
	} finally {
		await world.close();
	}
}

/**
 * Memory of large downloads into a real n8n. Each line of the table has an n8n of its own. Renews
 * `docs/download-benchmark.md`.
 */
export async function benchDownloadMemory(): Promise<void> {
	const lines = [
		'| download by | load | storage | idle RSS, MB | peak above it, sampled | the same by VmHWM |',
		'| --- | --- | --- | --- | --- | --- |',
	];
	for (const one of CASES) {
		lines.push(`| ${(await measure(...one)).join(' | ')} |`);
		console.log(lines[lines.length - 1]);
	}
	await renewPart('download-benchmark.md', 'memory', [
		`The most in ${RUNS} runs, in MB, each line in an n8n of its own.`,
		'',
		...lines,
	]);
}
