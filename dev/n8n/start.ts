import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment, withPath } from './environment';
import { installHost } from './install';
import { publishOnLoopback } from './loopbackRegistry';
import { freePorts } from './ports';
import { type ProcessGroup, startGroup } from './processGroup';
import { type Report, reportToTerminal } from './report';
import { N8nRest } from './rest';

export interface N8nOptions {
	/** One of `knownVersions()`; default the current 2.x. */
	version?: string;
	/** A packed community node, which n8n installs itself, as from Settings → Community nodes. */
	tarball?: string;
	/** More settings for n8n, over the fixed ones. */
	env?: NodeJS.ProcessEnv;
	/** Default a free one. */
	port?: number;
	/** Default a temporary one, which goes when n8n stops. */
	userFolder?: string;
	/** The one folder that workflows may read and write; default one in the user folder. */
	filesFolder?: string;
	/** Lets n8n reach hosts other than this machine; default no, so that a test can't by mistake. */
	online?: boolean;
	/** Gives up a start that is still under way. */
	signal?: AbortSignal;
	report?: Report;
}

export interface N8n {
	url: string;
	/** n8n's internal REST API, logged in as the owner. */
	rest: N8nRest;
	userFolder: string;
	/** The one folder that workflows may read and write. */
	filesFolder: string;
	/** What n8n printed so far. */
	logs(): string;
	/** Settles, with how, when n8n has ended. */
	ended: Promise<string>;
	/** A crash (SIGKILL) or a restart's first half (SIGTERM); the user folder stays. */
	kill: ProcessGroup['kill'];
	/** Stops n8n and all its processes, and removes a temporary user folder. */
	stop(): Promise<void>;
}

const START_LIMIT = 180_000;
const LOG_TAIL = 3_000;

/** Settings that keep n8n quiet, offline and inside its folders; nothing here changes how nodes run. */
export const settings = (userFolder: string, filesFolder: string, ports: number[]) => ({
	N8N_USER_FOLDER: userFolder,
	N8N_HOST: 'localhost',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_PORT: String(ports[0]),
	N8N_RUNNERS_BROKER_PORT: String(ports[1]),
	QUEUE_HEALTH_CHECK_PORT: String(ports[2]),
	N8N_SECURE_COOKIE: 'false',
	N8N_RESTRICT_FILE_ACCESS_TO: filesFolder,
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
	NO_COLOR: '1',
});

/** Nothing listens on the discard port, so a request that would leave the machine fails at once. */
export const OFFLINE = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1,localhost' };

/** @throws with the end of n8n's log when it ends or isn't up in time */
async function untilReady(url: string, group: ProcessGroup, signal?: AbortSignal): Promise<void> {
	const deadline = Date.now() + START_LIMIT;
	let ending: string | undefined;
	void group.ended.then((how) => (ending = how));
	while (ending === undefined && Date.now() < deadline) {
		signal?.throwIfAborted();
		const up = await Promise.all(
			['/healthz/readiness', '/rest/settings'].map((path) =>
				fetch(url + path, { signal: AbortSignal.timeout(5_000) }).then(
					(response) =>
						response.ok && response.headers.get('content-type')?.includes('application/json'),
					() => false,
				),
			),
		);
		if (up.every(Boolean)) return;
		await sleep(200);
	}
	const reason = ending === undefined ? 'is not up in time' : `ended while starting (${ending})`;
	throw new Error(`n8n ${reason}. The end of its log:\n${group.output().slice(-LOG_TAIL)}`);
}

/**
 * Starts a real n8n (installing it first when needed) and logs in as its owner. It ends with this
 * process at the latest.
 * @throws when the installation or the start fails, with the log
 */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
	const report = options.report ?? reportToTerminal;
	const host = await installHost(options.version, report);

	// realpath: n8n compares real paths when it decides whether a workflow may touch a file.
	const userFolder =
		options.userFolder ?? (await realpath(await mkdtemp(join(tmpdir(), 'n8n-wavespeed-'))));
	const filesFolder = options.filesFolder ?? join(userFolder, 'files');
	const [free = 0, ...others] = await freePorts(3);
	const port = options.port ?? free;
	const url = `http://localhost:${port}`;
	await mkdir(filesFolder, { recursive: true });
	const registry =
		options.tarball === undefined ? undefined : await publishOnLoopback(options.tarball);

	const env = withPath(
		host.binFolder,
		childEnvironment({
			...settings(userFolder, filesFolder, [port, ...others]),
			...(options.online ? {} : OFFLINE),
			...registry?.env,
			...options.env,
		}),
	);
	const n8n = join(host.folder, 'node_modules', 'n8n', 'bin', 'n8n');
	const group = startGroup(join(host.binFolder, 'node'), [n8n, 'start'], { cwd: userFolder, env });
	const stop = async (): Promise<void> => {
		await group.stop();
		if (options.userFolder === undefined) await rm(userFolder, { recursive: true, force: true });
	};
	try {
		await untilReady(url, group, options.signal);
		const rest = await N8nRest.asOwner(url);
		if (registry) await rest.installCommunityPackage(registry.name, registry.version);
		const { output: logs, ended, kill } = group;
		return { url, rest, userFolder, filesFolder, logs, ended, kill, stop };
	} catch (error) {
		await stop();
		throw error;
	} finally {
		await registry?.close();
	}
}
