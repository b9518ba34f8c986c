import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { installHost, reportToTerminal, withCredential, type WorkflowContent } from '../n8n';
import { builtIn, chain, GENERATE, generating, TRIGGER } from '../world/workflows';
import { World } from '../world/world';
import { renewPart } from './document';

const run = promisify(execFile);

/** Runs of each kind, of which the median counts. */
const RUNS = 15;

/** Nearly as many entries as let a node buy under a new Pay Once Key: some 1,500 to 2,200 purchases without one. */
const FULL = 40_000;

/** From an hour on a look examines a video (ms). */
const LONG_AGO = 2 * 3_600_000;

/** As many as a look examines at most. */
const LOOKED_AT = 100;

/** Runs in n8n's own Node, which its sqlite3 is built for. */
const FILL = `
const [file, workflowId, context, entries] = process.argv.slice(1);
const { randomBytes } = require('node:crypto');
const { Database } = require('sqlite3');
const data = Array.from({ length: Number(entries) }, () => randomBytes(16).toString('base64'));
const database = new Database(file);
database.run(
	'UPDATE processed_data SET value = ? WHERE workflowId = ? AND context = ?',
	[JSON.stringify({ mode: 'entries', data }), workflowId, context],
	function (error) {
		if (error || this.changes !== 1) throw error ?? new Error('No row to fill');
		database.close();
	},
);
`;

/** Fills the row of a node in n8n's database, as thousands of purchases do. */
async function fillRow(world: World, workflowId: string, nodeId: string): Promise<void> {
	const host = await installHost(undefined, reportToTerminal);
	const file = join(world.n8n.userFolder, '.n8n', 'database.sqlite');
	const about = [file, workflowId, `n:${nodeId}`, String(FULL)];
	await run(join(host.binFolder, 'node'), ['-e', FILL, ...about], { cwd: host.folder });
}

const median = (values: number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** A workflow that buys a video for a prompt that no other execution has. */
function buyingOne(options: Record<string, string>, credentialId: string): WorkflowContent {
	const prompt = builtIn('Prompt', 'set', 3.4, {
		mode: 'raw',
		jsonOutput: '={{ JSON.stringify({ prompt: $execution.id + " " + $now.toMillis() }) }}',
		options: {},
	});
	const node = generating({
		operation: 'textToVideoPro',
		prompt: '={{ $json.prompt }}',
		size: '720*1280',
		duration: 4,
		downloadVideo: false,
		options,
	});
	return withCredential(chain('receipts', [prompt, node]), credentialId);
}

/** ms from the node's start to its submission: median and slowest of the runs. */
async function beforeThePost(
	world: World,
	options: Record<string, string>,
	isFull: boolean,
): Promise<string> {
	const { rest } = world.n8n;
	const workflow = await rest.createWorkflow(buyingOne(options, world.credentialId));
	const nodeId = workflow.nodes.find(({ name }) => name === GENERATE)?.id ?? '';
	const times: number[] = [];
	for (let count = 0; count <= RUNS; count++) {
		const { length: before } = world.simulator.requests;
		const execution = await rest.ended(await rest.run(workflow, TRIGGER));
		const submit = world.simulator.requests
			.slice(before)
			.find(({ operation }) => operation === 'submit');
		const [ran] = execution.runs(GENERATE);
		if (!submit || !ran) throw new Error(`Nothing was bought: ${execution.error?.message ?? ''}`);
		// The first run makes the row.
		if (count > 0) times.push(submit.time - ran.startTime);
		else if (isFull) await fillRow(world, workflow.id, nodeId);
	}
	return `${Math.round(median(times))} (${Math.round(Math.max(...times))})`;
}

/**
 * What a look costs beside a run: how long the node runs (ms) where it looks at so many videos that have
 * left it, each in an execution of its own, and where it doesn't look.
 */
async function looking(world: World): Promise<{ with: number; without: number }> {
	const { rest } = world.n8n;
	const content = (unfinishedVideos: string) =>
		buyingOne({ reuseEarlier: 'never', unfinishedVideos }, world.credentialId);
	const { id } = await rest.createWorkflow(content('ignore'));
	const runTime = async (wish: string) => {
		const workflow = await rest.updateWorkflow(id, content(wish));
		const [ran] = (await rest.ended(await rest.run(workflow, TRIGGER))).runs(GENERATE);
		return ran?.executionTime ?? NaN;
	};
	const without: number[] = [];
	for (let count = 0; count < LOOKED_AT; count++) without.push(await runTime('ignore'));
	for (const prediction of world.simulator.predictions) {
		prediction.createdAt -= LONG_AGO;
		prediction.createdAtText = new Date(prediction.createdAt).toISOString();
	}
	return { with: await runTime('hint'), without: median(without) };
}

/** `npm run bench receipts`: what the receipts cost a purchase before its POST, in a real n8n. */
export async function benchReceipts(): Promise<void> {
	const world = await World.create();
	try {
		world.simulator.settings.jobSeconds = 0.2;
		const rows: string[] = [];
		for (const [name, options] of [
			['Ignoring all earlier videos', { reuseEarlier: 'never' }],
			['In a manual execution, with Reuse Earlier Video', { reuseEarlier: 'manual' }],
			['With a Pay Once Key', { payOnceKey: '={{ $json.prompt }}' }],
		] as const) {
			const empty = await beforeThePost(world, options, false);
			const full = await beforeThePost(world, options, true);
			rows.push(`| ${name} | ${empty} | ${full} |`);
		}
		const lines = [
			`From the node's start to the submission, ms, median of ${RUNS} (slowest); n8n 2.41.1, sqlite, ${cpus().length} cores:`,
			'',
			`| A purchase | first receipts | ${FULL.toLocaleString('en')} entries (some 1,500 purchases) |`,
			'| --- | ---: | ---: |',
			...rows,
		];
		const look = await looking(world);
		lines.push(
			'',
			`A look at ${LOOKED_AT} videos that have left the node, in as many executions that n8n has: the run takes ${Math.round(look.with - look.without)} ms longer than one that doesn't look (${Math.round(look.without)} ms). Once in ten minutes at most, and beside the purchase.`,
		);
		console.log(lines.join('\n'));
		await renewPart('crashes.md', 'receipts', lines);
	} finally {
		await world.close();
	}
}
