import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment, withPath } from '../n8n/environment';
import { installHost } from '../n8n/install';
import { freePorts } from '../n8n/ports';
import { startGroup } from '../n8n/processGroup';
import type { Report } from '../n8n/report';
import { OFFLINE, settings } from '../n8n/start';

export interface WorkerOptions {
	version?: string;
	userFolder: string;
	/** Database, Redis and encryption key: as the main process has them. */
	env: NodeJS.ProcessEnv;
	report: Report;
}

/** A queue worker. */
export interface Worker {
	logs(): string;
	/** Settles when it is gone. */
	kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
	stop(): Promise<void>;
}

const START_LIMIT = 120_000;

/** Starts `n8n worker` and waits until it takes jobs. @throws with its log */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
	const { version, userFolder, report } = options;
	const host = await installHost(version, report);
	const ports = await freePorts(3);
	const env = withPath(
		host.binFolder,
		childEnvironment({
			...settings(userFolder, join(userFolder, 'files'), ports),
			...OFFLINE,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			...options.env,
		}),
	);
	const n8n = join(host.folder, 'node_modules', 'n8n', 'bin', 'n8n');
	const args = [n8n, 'worker', '--concurrency=5'];
	const group = startGroup(join(host.binFolder, 'node'), args, { cwd: userFolder, env });
	const url = `http://localhost:${ports[2]}/healthz/readiness`;
	const deadline = Date.now() + START_LIMIT;
	let ended = false;
	void group.ended.then(() => (ended = true));
	for (;;) {
		const up = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
			(response) => response.ok,
			() => false,
		);
		if (up) break;
		if (ended || Date.now() > deadline) {
			await group.stop();
			throw new Error(`The worker did not start:\n${group.output().slice(-3_000)}`);
		}
		await sleep(300);
	}
	return {
		logs: group.output,
		async kill(signal) {
			group.kill(signal);
			await group.ended;
			await group.stop();
		},
		stop: group.stop,
	};
}
