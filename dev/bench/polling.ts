import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCS, writeDocument } from './document';
import { plot } from './plot';
import { policies } from './pollingPolicies';
import { JOB_SECONDS, simulate } from './pollingSimulation';
import type { PollingResult } from './pollingSimulation';

const cell = (result: PollingResult) =>
	`${result.checks.toFixed(1)} / ${result.meanLag.toFixed(1)} / ${result.maxLag.toFixed(1)}`;

/**
 * Compares polling policies over job lengths from 10 s to 20 min: checks per job against the time
 * until the end is seen. Prints a table and renews `docs/polling-policies.md` and its plot.
 */
export async function benchPolling(): Promise<void> {
	const results = policies.flatMap((policy) =>
		JOB_SECONDS.map((seconds) => simulate(policy, seconds)),
	);
	const rows = policies.map(({ name }) => {
		const cells = results.filter(({ policy }) => policy === name).map(cell);
		return `| ${[name, ...cells].join(' | ')} |`;
	});
	const table = [
		`| policy | ${JOB_SECONDS.map((seconds) => `${seconds} s`).join(' | ')} |`,
		`| --- |${' --- |'.repeat(JOB_SECONDS.length)}`,
		...rows,
	].join('\n');
	console.log(`Checks per job / mean lag (s) / largest lag (s), by job length\n\n${table}\n`);

	await writeFile(join(DOCS, 'polling-policies.svg'), await plot(results));
	await writeDocument('polling-policies.md', [
		'# Polling policies compared',
		'',
		'Made by `npm run bench polling`: 2,000 simulated jobs per cell, ± 25 % around the length above the column, without network time. Each cell: checks per job / mean / largest time in seconds from the end of the job until the policy sees it.',
		'',
		table,
		'',
		'![Checks per job against mean lag](polling-policies.svg)',
		'',
		'WaveSpeed asks for at least 5 s between checks of a video, which rules out the fixed 1 s and 2 s and the start of the doubling. Without experience the node checks every 5 s for the first minute, then at a twelfth of the job’s age, at most every 15 s.',
		'',
		'**With experience** means that the node has seen at least three jobs of the same model and price in earlier production executions of the workflow (the last ten are kept in the node’s static data). It then looks every 30 s until 80 % of the shortest of them, every 5 s until 120 % of the longest, and as without experience after that: as few checks or fewer for jobs of up to 10 minutes, and every end is seen within about 5 s. Sleeping right through until the shortest saves more checks, but sees a job that is quicker than all before minutes late, so the node does not do that.',
		'',
	]);
}
