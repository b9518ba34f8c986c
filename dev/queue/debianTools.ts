import { execFile } from 'node:child_process';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { makeOnce } from '../n8n/cache';
import { childEnvironment } from '../n8n/environment';
import { runLogged } from '../n8n/loggedCommand';
import type { Report } from '../n8n/report';

const run = promisify(execFile);

/** A program of a Debian package, and what it needs to run from where it was unpacked. */
export interface Tool {
	path: string;
	env: NodeJS.ProcessEnv;
}

/** Where Debian's postgresql packages put their programs, below /. */
const POSTGRES_ROOT = 'usr/lib/postgresql';

const POSTGRES_PACKAGES = ['postgresql-15', 'postgresql-client-15', 'libpq5', 'libllvm14'];
const REDIS_PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

const exists = async (path: string): Promise<boolean> =>
	await access(path).then(
		() => true,
		() => false,
	);

/**
 * Debian packages, downloaded and unpacked without being installed, once per machine.
 * @throws where apt-get is missing or has no such package, with the log
 */
async function unpacked(name: string, packages: string[], report: Report): Promise<string> {
	return await makeOnce(
		`${name}-${process.arch}`,
		async (partial) => {
			report(`Fetching ${packages.join(', ')} from Debian's packages: once per machine`);
			const options = { cwd: partial, env: childEnvironment(), log: join(partial, 'apt.log') };
			await runLogged('apt-get', ['update', '-qq'], options);
			// The sandbox user may not be allowed to write here; the packages are signed all the same.
			const asSelf = ['-o', 'APT::Sandbox::User=root'];
			await runLogged('apt-get', [...asSelf, 'download', '-qq', ...packages], options);
			for (const file of await readdir(partial)) {
				if (file.endsWith('.deb')) await runLogged('dpkg', ['-x', file, '.'], options);
			}
		},
		report,
	);
}

/** Programs unpacked below `root`, with the libraries that lie beside them. */
async function toolIn(root: string, path: string): Promise<Tool> {
	const library = join(root, 'usr/lib');
	const entries = (await exists(library)) ? await readdir(library) : [];
	const folders = entries.filter((entry) => entry.includes('linux-gnu'));
	const paths = folders.map((folder) => join(library, folder)).join(':');
	return { path: join(root, path), env: root === '/' ? {} : { LD_LIBRARY_PATH: paths } };
}

/** The newest PostgreSQL server's programs below `root`. */
async function postgresIn(root: string): Promise<string | undefined> {
	const folder = join(root, POSTGRES_ROOT);
	if (!(await exists(folder))) return undefined;
	const versions = (await readdir(folder)).sort((a, b) => Number(b) - Number(a));
	for (const version of versions) {
		const bin = join(POSTGRES_ROOT, version, 'bin');
		if (await exists(join(root, bin, 'postgres'))) return bin;
	}
	return undefined;
}

/** PostgreSQL's programs (a folder): the machine's own, or Debian's, fetched. */
export async function postgresTools(report: Report): Promise<Tool> {
	const own = await postgresIn('/');
	if (own) return await toolIn('/', own);
	const root = await unpacked('postgresql', POSTGRES_PACKAGES, report);
	return await toolIn(root, (await postgresIn(root)) ?? '');
}

/** The Redis server: the machine's own, or Debian's, fetched. */
export async function redisServer(report: Report): Promise<Tool> {
	const own = await run('which', ['redis-server']).then(
		({ stdout }) => stdout.trim(),
		() => undefined,
	);
	if (own) return { path: own, env: {} };
	return await toolIn(await unpacked('redis', REDIS_PACKAGES, report), 'usr/bin/redis-server');
}
