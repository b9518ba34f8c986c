import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCS, writeDocument } from './document';
import { SITUATIONS, simulateFollowing } from './followingSimulation';
import type { Followed } from './followingSimulation';
import { plot } from './plot';
import { policies } from './pollingPolicies';
import { JOB_SECONDS, simulate } from './pollingSimulation';
import type { PollingResult } from './pollingSimulation';

const cell = (result: PollingResult) =>
	`${result.checks.toFixed(1)} / ${result.meanLag.toFixed(1)} / ${result.maxLag.toFixed(1)}`;

const line = ({ requests, meanLag, maxLag, seconds }: Followed) =>
	`${requests.toFixed(0)} | ${meanLag.toFixed(1)} | ${maxLag.toFixed(1)} | ${seconds.toFixed(1)}`;

/** The node's own follower in situations that a fake service makes. */
async function followingTable(): Promise<string> {
	const rows: string[] = [];
	for (const situation of SITUATIONS) {
		const together = await simulateFollowing(situation);
		const alone = await simulateFollowing(situation, true);
		const apart = `${alone.requests.toFixed(0)} / ${alone.meanLag.toFixed(1)}`;
		rows.push(`| ${situation.name} | ${line(together)} | ${apart} |`);
	}
	return [
		'| situation | requests | mean lag, s | largest lag, s | wall, s | each job alone: requests / mean lag |',
		'| --- | --- | --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

/**
 * Compares polling policies over job lengths from 6 s to 20 min: checks per job against the time
 * until the end is seen; and shows what following a batch costs. Prints tables and renews
 * `docs/polling-policies.md` and its plot.
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
	const following = await followingTable();
	console.log(`${following}\n`);

	await writeFile(join(DOCS, 'polling-policies.svg'), await plot(results));
	await writeDocument('polling-policies.md', documentOf(table, following));
}

function documentOf(table: string, following: string): string[] {
	return [
		'# When the node looks',
		'',
		'Made by `npm run bench polling`, on simulated time. WaveSpeed asks for at least 5 s between checks of a video and for more with long ones; what the node does lies within that, for one job and for many.',
		'',
		'## One job',
		'',
		'2,000 simulated jobs per cell, ± 25 % around the length above the column, without network time. Each cell: checks per job / mean / largest time in seconds from the end of the job until the policy sees it.',
		'',
		table,
		'',
		'![Checks per job against mean lag](polling-policies.svg)',
		'',
		'Without experience the node looks 2.5, 7.5, 12.5, 18.5, 24.5 and 31 s after the submission, then every 7.5 s up to 3 minutes, so that every half minute has a look just after it; later the delay is a 24th of the job’s age, at most 15 s. Against the twelfth that it was before, a job of 2 or 3 minutes costs no more looks and is seen sooner by a quarter to a half.',
		'',
		'**With experience** means that three jobs of the same model, size and duration have been seen: in earlier production executions of the workflow (n8n saves its static data), or in any execution of this process, manual ones too. Of each of the last ten the node keeps about when it was ready, going by the looks at it and the service’s own `timings.inference`. When they were all ready within 5 s, it looks when the longest was; otherwise every 5 s (7.5 s for long jobs) from a little before the shortest until a little after the longest, as without experience afterwards, and before that every 30 s: a job that is quicker than all before must not be missed for minutes, which is why the node does not sleep until the shortest.',
		'',
		'## Many jobs',
		'',
		'The node’s own follower against a fake service whose requests take 0.3 s; means of 5 runs. Requests are all that follow the submissions. In the last column the account’s list can’t be read.',
		'',
		following,
		'',
		'- **From three running jobs on**, one request to the account’s list (100 a page, newest first) looks at all of them. Jobs that are due within 2 s of each other are looked at together, those that would be due later as well, and no list follows the one before within 5 s as long as a job runs that both would show. For jobs of more than 4 minutes the list is read every 10 s: it costs one request however many wait.',
		'- **Nothing counts that the list says.** What it shows as ended is read by its own ID. What it lacks is looked at by its own ID, and after the second time always. When nothing was read by its own ID for a minute, one job is, and every job at least every 5 minutes; a list that still shows as running what has ended, or three ends that have not come, is not asked again in this run.',
		'- **A list that can’t be read** is left alone for 15 s, then for twice as long each time up to 10 minutes, if a look at one job tells that the service is there. Otherwise it is an outage, and one list and one look ask for all jobs.',
		'- **After a failed look** the next one comes after 1, 2, 4, 8, then every 15 s (± 10 %); after a 429 after 5, 10, 20, 40, then every 60 s, for all jobs together, or when Retry-After says, up to 5 minutes. An outage (no answer, 5xx, 429, nonsense, an answer of another prediction) may last until the Timeout.',
		'- **A refused look** (401, 403, 404 …) is made again as well: a job is given up after five refusals in a row over at least 2 minutes, with its ID and the hint that it may still finish. Get gives up an ID that it has never seen after three refusals over at least 10 s, or 5 minutes without any usable answer.',
		'- **A completed prediction without outputs** is looked at every 5 s for a minute before it is a failure.',
		'- **At the Timeout** each job gets a last look of its own.',
		'',
	];
}
