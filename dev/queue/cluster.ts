import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CURRENT_N8N } from '../n8n/install';
import { freePorts } from '../n8n/ports';
import { type Report, reportToTerminal } from '../n8n/report';
import { type N8n, startN8n } from '../n8n/start';
import { type Database, type Redis, type Service, startPostgres, startRedis } from './services';
import { userFolderFor } from './userFolder';
import { type Role, startWorker, type Worker } from './worker';

export type Signal = 'SIGKILL' | 'SIGTERM';

export interface ClusterOptions {
	/** One of dev/n8n's versions; default the current 2.x. */
	version?: string;
	/** The packed node. */
	tarball: string;
	/** 0 = regular mode with sqlite; else queue mode with PostgreSQL, Redis and so many workers. */
	workers: number;
	/**
	 * Webhook processors beside them; then main takes no production calls, and the first processor's
	 * address is the one that n8n gives to those who call.
	 */
	webhooks?: number;
	/** More settings for n8n. */
	env?: NodeJS.ProcessEnv;
	report?: Report;
}

/** How soon a dead worker's job counts as stalled (ms): 30 and 60 s by default, too long for tests. */
const QUICKLY_STALLED = {
	QUEUE_WORKER_LOCK_DURATION: '8000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '4000',
};

/** n8n in regular or queue mode, whose processes can be killed and started again. */
export class Cluster {
	private constructor(
		private readonly options: ClusterOptions,
		private readonly folder: string,
		private readonly services: Service[],
		private readonly env: NodeJS.ProcessEnv,
		private readonly port: number,
		public main: N8n,
		readonly workers: Worker[],
		readonly webhooks: Worker[],
		private readonly redis: Redis | undefined,
		/** In queue mode. */
		readonly database: Database | undefined,
	) {}

	get version(): string {
		return this.options.version ?? CURRENT_N8N;
	}

	/** Where production calls are taken. */
	get callsUrl(): string {
		return this.webhooks[0]?.url ?? this.main.url;
	}

	/** Starts all of it; 10 to 60 s. */
	static async start(options: ClusterOptions): Promise<Cluster> {
		const report = options.report ?? reportToTerminal;
		const folder = await realpath(await mkdtemp(join(tmpdir(), 'n8n-queue-')));
		const services: Service[] = [];
		let redis: Redis | undefined;
		let database: Database | undefined;
		try {
			if (options.workers > 0) {
				services.push((database = await startPostgres(folder, report)));
				services.push((redis = await startRedis(folder, report)));
			}
			const [port = 0, ...webhookPorts] = await freePorts(1 + (options.webhooks ?? 0));
			const queue = {
				EXECUTIONS_MODE: 'queue',
				// A worker would name itself in the addresses at which executions are resumed.
				WEBHOOK_URL: `http://localhost:${webhookPorts[0] ?? port}/`,
				...(webhookPorts.length > 0 ? { N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true' } : {}),
				...QUICKLY_STALLED,
			};
			// Not 1.x's default, memory, whose files can't be asked for afterwards.
			const files = {
				N8N_DEFAULT_BINARY_DATA_MODE: options.workers > 0 ? 'database' : 'filesystem',
				N8N_AVAILABLE_BINARY_DATA_MODES: 'filesystem,database',
			};
			const env = {
				N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
				...files,
				...(options.workers > 0 ? queue : {}),
				...Object.assign({}, ...services.map((service) => service.env)),
				...options.env,
			} as NodeJS.ProcessEnv;
			const { version, tarball } = options;
			const userFolder = await userFolderFor(folder, 'main', tarball);
			// First: it makes the database's tables.
			const main = await startN8n({ version, userFolder, env, port, report });
			const startAll = async (role: Role, ports: Array<number | undefined>) => {
				const started: Worker[] = [];
				for (const [index, own] of ports.entries()) {
					const files = await userFolderFor(folder, `${role}${index}`, tarball);
					const of = { version, role, port: own, userFolder: files, env, report };
					started.push(await startWorker(of));
				}
				return started;
			};
			const workers = await startAll(
				'worker',
				new Array<undefined>(options.workers).fill(undefined),
			);
			const webhooks = await startAll('webhook', webhookPorts);
			return new Cluster(
				options,
				folder,
				services,
				env,
				port,
				main,
				workers,
				webhooks,
				redis,
				database,
			);
		} catch (error) {
			await Promise.all(services.map(async (service) => await service.stop()));
			throw error;
		}
	}

	/** Where a process has its files, `main`, `worker0` or `webhook0`: tells it from others. */
	userFolder(name: string): string {
		return join(this.folder, name);
	}

	/** Kills the main process; settles when it is gone. */
	async killMain(signal: Signal): Promise<void> {
		this.main.kill(signal);
		await this.main.ended;
		await this.main.stop();
	}

	/** Starts the main process again, on its old files and address. */
	async restartMain(): Promise<void> {
		const { env, port } = this;
		const { version, report } = this.options;
		const userFolder = join(this.folder, 'main');
		this.main = await startN8n({ version, userFolder, env, port, report });
	}

	/** Kills the main process, and starts it again. */
	async crashMain(signal: Signal = 'SIGKILL'): Promise<void> {
		await this.killMain(signal);
		await this.restartMain();
	}

	/** How many jobs workers have in their hands, by n8n's queue; undefined in regular mode. */
	async jobsAtWork(): Promise<number | undefined> {
		return await this.redis?.count('LLEN bull:jobs:active');
	}

	/** Redis is out of reach for so long (ms), and has what it had afterwards. */
	async interruptRedis(forMs: number): Promise<void> {
		await this.redis?.interrupt(forMs);
	}

	/** Kills one worker; settles when it is gone. */
	async killWorker(index: number, signal: Signal): Promise<void> {
		await this.workers[index]?.kill(signal);
	}

	/** Starts a worker again, on its old files. */
	async restartWorker(index: number): Promise<void> {
		this.workers[index] = await this.startAgain('worker', index);
	}

	/** Kills one webhook processor; settles when it is gone. */
	async killWebhook(index: number, signal: Signal): Promise<void> {
		await this.webhooks[index]?.kill(signal);
	}

	/** Starts a webhook processor again, on its old files and address. */
	async restartWebhook(index: number): Promise<void> {
		const port = Number(new URL(this.webhooks[index]?.url ?? '').port);
		this.webhooks[index] = await this.startAgain('webhook', index, port);
	}

	private async startAgain(role: Role, index: number, port?: number): Promise<Worker> {
		const { version } = this.options;
		const report = this.options.report ?? reportToTerminal;
		const userFolder = join(this.folder, `${role}${index}`);
		return await startWorker({ version, role, port, userFolder, env: this.env, report });
	}

	/** What all processes that run now have printed. */
	logs(): string {
		return [this.main, ...this.workers, ...this.webhooks].map((one) => one.logs()).join('\n');
	}

	async stop(): Promise<void> {
		await Promise.all([...this.workers, ...this.webhooks].map(async (one) => await one.stop()));
		await this.main.stop();
		await Promise.all(this.services.map(async (service) => await service.stop()));
		await rm(this.folder, { recursive: true, force: true });
	}
}
