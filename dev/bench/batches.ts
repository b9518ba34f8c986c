import { cpus } from 'node:os';
import { World } from '../world/world';
import type { BatchRun, Measured } from './batchRuns';
import { runBatches, vendorAtBest, vendorsWay } from './batchRuns';
import { writeDocument } from './document';
import { itemsTable, WITH_SCALES } from './heldByItems';
import { retryTable } from './retriedBatch';

type Row = BatchRun & { target: string };

const kind = (size: string, duration: number) => ({ size, duration });

const SIX = { items: 10, jobSeconds: 6, target: 'wall ≤ 8 s' };

/**
 * In this order: what the process has learnt of a kind of job counts for the runs after it. Rows of
 * one group run at the same time.
 */
const GROUPS: Row[][] = [
	[
		{
			...SIX,
			...kind('1280*720', 8),
			...vendorsWay,
			name: '10 × 6 s the vendor’s way',
			target: '',
		},
		{
			...kind('1792*1024', 8),
			...vendorsWay,
			name: '1 × 180 s, a look every 2 s',
			items: 1,
			jobSeconds: 180,
			target: '',
		},
		{
			...kind('1024*1792', 8),
			name: '1 × 180 s',
			items: 1,
			jobSeconds: 180,
			target: '≤ 26 looks, lag ≤ 5 s',
		},
	],
	// By itself: what else the account makes fills pages of the list.
	[
		{
			...kind('1024*1792', 4),
			name: '100 × 120 s',
			items: 100,
			jobSeconds: 120,
			target: '≤ 120 requests, lag ≤ 4 s',
		},
	],
	[{ ...SIX, ...kind('720*1280', 8), name: '10 × 6 s, first run', target: 'wall ≤ 10.5 s' }],
	[{ ...SIX, ...kind('720*1280', 8), name: '… second run', again: true }],
	[{ ...SIX, ...kind('720*1280', 8), name: '… third run', again: true }],
	[
		{
			...kind('1792*1024', 4),
			name: '1 × 2 s, two 503s in a row',
			items: 1,
			jobSeconds: 2,
			faults: [{ on: 'poll', fault: { kind: 'status', status: 503 }, times: 2 }],
			target: 'wall ≤ 8 s',
		},
	],
	[
		{
			...kind('1280*720', 12),
			name: '200 × 2 s',
			items: 200,
			jobSeconds: 2,
			target: 'wall ≤ 9 s',
		},
	],
	[
		{
			...kind('720*1280', 12),
			name: '200 × 2 s, Max Concurrent Generations 200',
			items: 200,
			jobSeconds: 2,
			maxConcurrent: 200,
			target: 'wall ≤ 9 s',
		},
	],
];

const HEADER = [
	'| batch | vendor’s way at best: wall, looks | node | requests after the submissions (by ID + lists) | lag, mean / largest | target |',
	'| --- | --- | --- | --- | --- | --- |',
];

const line = (row: Row, { seconds, looks, lists, meanLag, maxLag }: Measured) => {
	const vendor = vendorAtBest(row);
	const cells = [
		row.name,
		`${vendor.seconds} s, ${vendor.looks}`,
		`${seconds.toFixed(1)} s`,
		`${looks + lists} (${looks} + ${lists})`,
		`${meanLag.toFixed(1)} / ${maxLag.toFixed(1)} s`,
		row.target,
	];
	return `| ${cells.join(' | ')} |`;
};

/** A single job of each kind: the simulator encodes each kind of video once. */
async function warmUp(world: World, rows: Row[]): Promise<void> {
	const fresh = rows.filter(({ again }) => !again);
	await runBatches(
		world,
		fresh.map((row) => ({ ...row, items: 1, jobSeconds: 0.5, faults: [] })),
	);
}

async function batchTable(world: World): Promise<string[]> {
	const lines = [...HEADER];
	for (const rows of GROUPS) {
		await warmUp(world, rows);
		const measured = await runBatches(world, rows);
		for (const [index, row] of rows.entries()) {
			lines.push(line(row, measured[index] as Measured));
			console.log(lines[lines.length - 1]);
		}
	}
	return lines;
}

/**
 * Wall time, requests and lag of the node in a real n8n, for batches of jobs, beside the vendor's way;
 * what a retry downloads again; what a thousand items leave in the process. Prints tables and renews
 * `docs/batch-benchmark.md`.
 */
export async function benchBatches(): Promise<void> {
	const world = await World.create(WITH_SCALES);
	try {
		const batches = await batchTable(world);
		const retries = await retryTable(world);
		console.log(['', ...retries, ''].join('\n'));
		const items = await itemsTable(world);
		console.log(items.join('\n'));
		await writeDocument('batch-benchmark.md', [
			'# Batches measured',
			'',
			`Made by \`npm run bench batches\` on ${cpus().length} cores, all in one n8n: the packed node in a real n8n 2.41.1, text to video against the simulator, started from the editor, default options but for what the first column says. Node is the time that n8n recorded for the node, downloads included. Lag is the time from a job’s end until its own answer told it. All jobs of a batch take as long, so that the slowest job is the ideal.`,
			'',
			...batches,
			'',
			'The vendor’s way is one after another, with a look every 2 s. The first rows run it, in our node, beside the others; the second column is what it comes to at best, by arithmetic. A second run is quicker because the process remembers how long such jobs took ([when the node looks](polling-policies.md)).',
			'',
			'## What a retry downloads again',
			'',
			...retries,
			'',
			'What one execution has stored stays stored, wherever n8n gives stored files an id (`filesystem`, `database`, `s3`). In memory (`default`) files live in the items alone and are downloaded again. So they are in a person’s retry, an execution of its own: n8n deletes the files of the old one when it likes.',
			'',
			'## What a thousand items leave in the process',
			'',
			...items,
			'',
			'The heap is measured after a full collection, before the node and right after it; it holds the output items themselves and the ledger.',
			'',
		]);
	} finally {
		await world.close();
	}
}
