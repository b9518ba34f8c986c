import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { renewPart } from './document';

const run = promisify(execFile);

const RUNS = 15;

const root = join(__dirname, '../..');

/**
 * n8n-workflow and zod are loaded before: both come from n8n's own folder, and n8n 1.123.81 and 2.41.1
 * were seen to have loaded those very files when they came to our node.
 */
const SCRIPT = `
require('n8n-workflow');
require('zod');
const time = () => Number(process.hrtime.bigint()) / 1e6;
const cpu = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e3;
const [start, startCpu] = [time(), cpu()];
const { WaveSpeedVideo } = require('./dist/nodes/WaveSpeedVideo/WaveSpeedVideo.node.js');
const [loaded, loadedCpu] = [time(), cpu()];
new WaveSpeedVideo();
console.log(JSON.stringify([loaded - start, loadedCpu - startCpu, time() - loaded]));
`;

const middle = (values: number[]): string => {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (index: number) => (sorted[index] ?? NaN).toFixed(1);
	return `${at(Math.floor(sorted.length / 2))} (${at(0)}–${at(sorted.length - 1)})`;
};

/**
 * What n8n's start pays for the node: require() of its built file and its description, in ms. Renews
 * `docs/download-benchmark.md`.
 */
export async function benchLoading(): Promise<void> {
	const times: number[][] = [];
	for (let count = 0; count < RUNS; count++) {
		const { stdout } = await run(process.execPath, ['-e', SCRIPT], { cwd: root });
		times.push(JSON.parse(stdout) as number[]);
	}
	const columns = [0, 1, 2].map((column) => middle(times.map((one) => one[column] ?? NaN)));
	const lines = [
		`Middle of ${RUNS} processes (least–most), in ms; n8n-workflow and zod are loaded before, as n8n has them loaded when it comes to community nodes.`,
		'',
		'| require() of the built node | its CPU time | its description |',
		'| --- | --- | --- |',
		`| ${columns.join(' | ')} |`,
	];
	console.log(lines.join('\n'));
	await renewPart('download-benchmark.md', 'loading', lines);
}
