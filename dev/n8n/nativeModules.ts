import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { runLogged } from './loggedCommand';
import { takePrebuiltSqlite3 } from './prebuiltSqlite3';

/** isolated-vm has files for the usual platforms in its package; its script looks whether they fit. */
const SANDBOX = 'isolated-vm';
const DATABASE = 'sqlite3';
/** sqlite3 looks for a ready-made binary on the internet, without a time limit of its own (ms). */
const DOWNLOAD_LIMIT = 120_000;
const COMPILERS = ['python3', 'make', 'g++'];

async function onPath(program: string, path: string): Promise<boolean> {
	for (const folder of path.split(delimiter)) {
		const found = await access(join(folder, program)).then(
			() => true,
			() => false,
		);
		if (found) return true;
	}
	return false;
}

/**
 * Folder above `include/node`, when this Node came with its headers. sqlite3 uses the stable Node-API,
 * so that headers of any version do, and node-gyp need not download a set.
 */
async function ownHeaders(): Promise<string | undefined> {
	const prefix = dirname(dirname(await realpath(process.execPath)));
	return await access(join(prefix, 'include', 'node', 'node_api.h')).then(
		() => prefix,
		() => undefined,
	);
}

/**
 * Provides a host's native modules, the only ones that it needs to start, for the Node on `env`'s
 * PATH. sqlite3: ready-made from the package registry, else compiled where a compiler is, else
 * ready-made from where its makers keep it.
 * @throws naming the log, and what to install when there was no compiler
 */
export async function buildNativeModules(
	folder: string,
	env: NodeJS.ProcessEnv,
	log: string,
): Promise<void> {
	const rebuild = (name: string, extra: NodeJS.ProcessEnv = {}, timeout?: number) =>
		runLogged('npm', ['rebuild', '--ignore-scripts=false', name], {
			cwd: folder,
			env: { ...env, ...extra },
			log,
			...(timeout === undefined ? {} : { timeout }),
		});

	await rebuild(SANDBOX);
	if (await takePrebuiltSqlite3(folder, env, log)) return;

	const found = await Promise.all(COMPILERS.map((name) => onPath(name, env['PATH'] ?? '')));
	const missing = COMPILERS.filter((_, index) => !found[index]);
	if (missing.length === 0) {
		const headers = await ownHeaders();
		const compiled = await rebuild(DATABASE, {
			npm_config_build_from_source: 'sqlite3',
			...(headers ? { npm_config_nodedir: headers } : {}),
		}).then(
			() => true,
			() => false,
		);
		if (compiled) return;
	}
	try {
		await rebuild(DATABASE, {}, DOWNLOAD_LIMIT);
	} catch (error) {
		const advice = missing.length
			? `sqlite3 has to be compiled here: install ${missing.join(', ')} and try again.\n`
			: '';
		throw new Error(advice + (error instanceof Error ? error.message : String(error)));
	}
}
