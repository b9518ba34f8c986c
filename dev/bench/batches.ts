import { cpus } from 'node:os';
import { World } from '../world/world';
import type { BatchRun, Measured } from './batchRuns';
import { runBatch } from './batchRuns';
import { writeDocument } from './document';

const SIX: BatchRun = {
	name: '10 items of 6 s',
	items: 10,
	jobSeconds: 6,
	size: '1280*720',
	duration: 8,
};

const kind = (size: string, duration: number) => ({ size, duration });

/** In this order: what the process has learnt of a kind of job counts for the runs after it. */
const RUNS: BatchRun[] = [
	{
		...SIX,
		name: '10 items of 6 s, one after another, every 2 s',
		maxConcurrent: 1,
		pollInterval: 2,
	},
	{ ...SIX, ...kind('720*1280', 8) },
	{ ...SIX, ...kind('720*1280', 8), name: '… second run', again: true },
	{ ...SIX, ...kind('720*1280', 8), name: '… third run', again: true },
	{ name: '1 item of 10 s', items: 1, jobSeconds: 10, ...kind('1280*720', 4) },
	{ name: '50 items of 10 s', items: 50, jobSeconds: 10, ...kind('720*1280', 4) },
	{
		name: '1 item of 2 s, two 503s in a row',
		items: 1,
		jobSeconds: 2,
		...kind('1792*1024', 4),
		faults: [{ on: 'poll', fault: { kind: 'status', status: 503 }, times: 2 }],
	},
	{ name: '200 items of 2 s, 100 at once', items: 200, jobSeconds: 2, ...kind('1280*720', 12) },
	{
		name: '200 items of 2 s, all at once',
		items: 200,
		jobSeconds: 2,
		...kind('720*1280', 12),
		maxConcurrent: 200,
	},
	{ name: '100 items of 120 s', items: 100, jobSeconds: 120, ...kind('1024*1792', 4) },
	{ name: '… second run', again: true, items: 100, jobSeconds: 120, ...kind('1024*1792', 4) },
	{ name: '1 item of 180 s', items: 1, jobSeconds: 180, ...kind('1792*1024', 8) },
];

const line = ({ name, items, jobSeconds }: BatchRun, measured: Measured) => {
	const { seconds, looks, lists, meanLag, maxLag } = measured;
	const cells = [
		name,
		`${items * jobSeconds} s`,
		`${seconds.toFixed(1)} s`,
		`${looks + lists} (${looks} + ${lists})`,
		`${meanLag.toFixed(1)} / ${maxLag.toFixed(1)} s`,
	];
	return `| ${cells.join(' | ')} |`;
};

/**
 * Wall time, requests and lag of the node in a real n8n, for batches of jobs, against the sum of the
 * jobs and the slowest of them (which is the ideal). Prints a table and renews
 * `docs/batch-benchmark.md`.
 */
export async function benchBatches(): Promise<void> {
	const world = await World.create();
	const lines = [
		'| batch | sum of jobs | node | requests after the submissions (by ID + lists) | lag, mean / largest |',
		'| --- | --- | --- | --- | --- |',
	];
	try {
		for (const batch of RUNS) {
			// The simulator encodes each kind of video once; one job is too few to learn from.
			if (!batch.again) await runBatch(world, { ...batch, items: 1, jobSeconds: 0.5, faults: [] });
			lines.push(line(batch, await runBatch(world, batch)));
			console.log(lines[lines.length - 1]);
		}
	} finally {
		await world.close();
	}
	await writeDocument('batch-benchmark.md', [
		'# Batches measured',
		'',
		`Made by \`npm run bench batches\` on ${cpus().length} cores, all in one n8n: the packed node in a real n8n 2.41.1, text to video against the simulator, started from the editor, default options but for what the first column says. Node is the time that n8n recorded for the node, downloads included. Lag is the time from a job’s end until its own answer told it. All jobs of a batch take as long, so that the slowest job is the ideal.`,
		'',
		...lines,
		'',
		'One after another with a check every 2 s is how the vendor’s node works. A second run is quicker because the process remembers how long such jobs took ([when the node looks](polling-policies.md)).',
		'',
	]);
}
