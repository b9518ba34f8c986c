import { execFile } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { childEnvironment } from '../n8n/environment';
import { freePorts } from '../n8n/ports';
import { type ProcessGroup, startGroup } from '../n8n/processGroup';
import type { Report } from '../n8n/report';
import { postgresTools, redisServer } from './debianTools';

const run = promisify(execFile);

/** A server that queue mode needs, as settings for n8n. */
export interface Service {
	env: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

/** The database, which can be asked. */
export interface Database extends Service {
	/** Runs one statement. @returns its rows, columns parted by `|` */
	query(sql: string): Promise<string[]>;
}

const START_LIMIT = 30_000;

/** Waits until something listens on a loopback port. */
async function untilListening(port: number, group: ProcessGroup): Promise<void> {
	const deadline = Date.now() + START_LIMIT;
	while (Date.now() < deadline) {
		const up = await new Promise<boolean>((resolve) => {
			const socket = connect(port, '127.0.0.1');
			socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
			socket.once('close', () => socket.destroy());
			setTimeout(() => socket.destroy(), 1_000).unref();
		});
		if (up) return;
		await sleep(100);
	}
	throw new Error(`Nothing listens on port ${port}:\n${group.output()}`);
}

/** PostgreSQL refuses to run as root: as root, its commands run as Debian's user for it. */
async function userFor(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
	try {
		return { uid: await id('-u'), gid: await id('-g') };
	} catch {
		// Debian's "nobody" and "nogroup".
		return { uid: 65_534, gid: 65_534 };
	}
}

/** A fresh PostgreSQL on loopback with its files in `folder`. */
export async function startPostgres(folder: string, report: Report): Promise<Database> {
	const { path: bin, env: libraries } = await postgresTools(report);
	const [port = 0] = await freePorts(1);
	const data = join(folder, 'postgres');
	await mkdir(data, { recursive: true });
	const user = await userFor();
	if (user) {
		await chmod(folder, 0o755);
		await chown(data, user.uid, user.gid);
	}
	const env = childEnvironment({ ...libraries, LC_ALL: 'C' });
	const create = ['-D', data, '-U', 'n8n', '--auth=trust', '--encoding=UTF8', '--no-sync'];
	await run(join(bin, 'initdb'), create, { env, cwd: data, ...user });
	// Its files are thrown away afterwards, and the machine isn't switched off in a test.
	const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
	const server = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data];
	const args = [...server, ...fast.flatMap((setting) => ['-c', setting])];
	const as = user
		? ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups']
		: [];
	const group = startGroup('setpriv', [...as, join(bin, 'postgres'), ...args], {
		cwd: folder,
		env,
	});
	await untilListening(port, group);
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_DATABASE: 'postgres',
		},
		async query(sql) {
			const to = ['-h', '127.0.0.1', '-p', String(port), '-U', 'n8n', '-d', 'postgres'];
			const plain = ['--no-psqlrc', '--tuples-only', '--no-align'];
			const { stdout } = await run(join(bin, 'psql'), [...to, ...plain, '-c', sql], { env });
			return stdout.split('\n').filter((line) => line !== '');
		},
		stop: group.stop,
	};
}

/** Redis, which can be out of reach for a while. */
export interface Redis extends Service {
	/** Runs a command that is answered by a number. */
	count(command: string): Promise<number>;
	/** Ends it, and after so long (ms) starts it again, at its old address with all that it had. */
	interrupt(forMs: number): Promise<void>;
}

/** Redis answers an inline command of one number with a line `:5` (its protocol, RESP). */
async function askRedis(port: number, command: string): Promise<number> {
	return await new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
		socket.once('error', reject).once('data', (answer) => {
			socket.destroy();
			resolve(Number(/^:(\d+)/.exec(answer.toString())?.[1]));
		});
	});
}

/** A fresh Redis on loopback that writes down all it is told, as one for n8n should. */
export async function startRedis(folder: string, report: Report): Promise<Redis> {
	const { path, env: libraries } = await redisServer(report);
	const [port = 0] = await freePorts(1);
	const data = join(folder, 'redis');
	await mkdir(data, { recursive: true });
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', data];
	const durable = ['--save', '', '--appendonly', 'yes'];
	const start = async (): Promise<ProcessGroup> => {
		const env = childEnvironment(libraries);
		const started = startGroup(path, [...args, ...durable], { cwd: folder, env });
		await untilListening(port, started);
		return started;
	};
	let group = await start();
	return {
		env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
		count: async (command) => await askRedis(port, command),
		async interrupt(forMs) {
			group.kill('SIGTERM');
			await group.ended;
			await group.stop();
			await sleep(forMs);
			group = await start();
		},
		stop: async () => await group.stop(),
	};
}
