import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment, withPath } from '../n8n/environment';
import { installHost } from '../n8n/install';
import { freePorts } from '../n8n/ports';
import { startGroup } from '../n8n/processGroup';
import type { Report } from '../n8n/report';
import { OFFLINE, settings } from '../n8n/start';

/** `worker` runs executions; `webhook` takes production calls, those to parked executions too. */
export type Role = 'worker' | 'webhook';

export interface WorkerOptions {
	version?: string;
	role: Role;
	/** Of a webhook processor; default a free one. */
	port?: number;
	userFolder: string;
	/** Database, Redis and encryption key: as the main process has them. */
	env: NodeJS.ProcessEnv;
	report: Report;
}

/** A process of queue mode beside main. */
export interface Worker {
	/** What it answers at. */
	url: string;
	logs(): string;
	/** Settles when it is gone. */
	kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
	stop(): Promise<void>;
}

const START_LIMIT = 120_000;

/** Executions that a worker runs at once. */
const SLOTS = 5;

/** Starts `n8n worker` or `n8n webhook` and waits until it takes work. @throws with its log */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
	const { version, role, userFolder, report } = options;
	const host = await installHost(version, report);
	const [free = 0, broker = 0, health = 0] = await freePorts(3);
	const own = options.port ?? free;
	const env = withPath(
		host.binFolder,
		childEnvironment({
			...settings(userFolder, join(userFolder, 'files'), [own, broker, health]),
			...OFFLINE,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			...options.env,
		}),
	);
	const n8n = join(host.folder, 'node_modules', 'n8n', 'bin', 'n8n');
	const args = [n8n, role, ...(role === 'worker' ? [`--concurrency=${SLOTS}`] : [])];
	const group = startGroup(join(host.binFolder, 'node'), args, { cwd: userFolder, env });
	const url = `http://localhost:${role === 'worker' ? health : own}`;
	const deadline = Date.now() + START_LIMIT;
	let ended = false;
	void group.ended.then(() => (ended = true));
	for (;;) {
		const up = await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) }).then(
			(response) => response.ok,
			() => false,
		);
		if (up) break;
		if (ended || Date.now() > deadline) {
			await group.stop();
			throw new Error(`The ${role} process did not start:\n${group.output().slice(-3_000)}`);
		}
		await sleep(300);
	}
	return {
		url,
		logs: group.output,
		async kill(signal) {
			group.kill(signal);
			await group.ended;
			await group.stop();
		},
		stop: group.stop,
	};
}
