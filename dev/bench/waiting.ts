import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packNode } from '../n8n';
import { Cluster } from '../queue/cluster';
import { startSimulator } from '../simulator';
import { renewPart } from './document';
import { direct, EXECUTIONS, JOB_SECONDS, measureWaiting, patient } from './waitingRuns';
import type { WaitingRun } from './waitingRuns';

const mega = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

const each = (count: number): string => (count / EXECUTIONS).toFixed(1);

const row = (run: WaitingRun): string =>
	`| ${[
		run.way,
		`${run.seconds.toFixed(0)} s`,
		`${run.slots}`,
		`${each(run.slotSeconds)} s`,
		`${each(run.submits)}, ${each(run.looks)}, ${each(run.lists)}`,
		`${run.callbacks}`,
		`${mega(run.dataBytes)} MB`,
		`${mega(run.logBytes)} MB`,
		`${mega(run.workerBytes)} MB`,
		`${mega(run.mainBytes)} MB`,
	].join(' | ')} |`;

/** n8n's own settings, in place of the tests': a busy worker's jobs don't count as stalled at once. */
const PATIENT_QUEUE = {
	QUEUE_WORKER_LOCK_DURATION: '60000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '10000',
	QUEUE_WORKER_STALLED_INTERVAL: '30000',
};

/**
 * The ways of waiting side by side, on one worker with five slots. Renews its part of
 * `docs/scaling.md`.
 */
export async function benchWaiting(): Promise<void> {
	const packed = await mkdtemp(join(tmpdir(), 'wavespeed-packed-'));
	const simulator = await startSimulator();
	const tarball = await packNode(packed);
	const cluster = await Cluster.start({ tarball, workers: 1, env: PATIENT_QUEUE });
	const runs: WaitingRun[] = [];
	try {
		const ways: Array<[string, ReturnType<typeof direct>]> = [
			['Free the Worker', direct('parked', 'freeWorker')],
			['Until Finished', direct('polling', 'untilFinished')],
			['Do Not Wait, patient loop', await patient()],
		];
		for (const [way, content] of ways) {
			const run = await measureWaiting(cluster, simulator, way, content);
			console.log(row(run));
			runs.push(run);
		}
	} finally {
		await cluster.stop();
		await simulator.close();
		await rm(packed, { recursive: true });
	}
	await renewPart('scaling.md', 'waiting', [
		`n8n ${cluster.version}, ${EXECUTIONS} executions of one video of ${JOB_SECONDS} s, started at once; queue mode with one worker of five slots, PostgreSQL and Redis, files in the database:`,
		'',
		'| Way | All have ended after | Slots at once | Slot time of an execution | Requests for a video: submissions, looks, lists | Calls | Execution data | Written to PostgreSQL’s log | Worker’s memory, peak | Main’s |',
		'| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
		...runs.map(row),
	]);
}
