import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runLogged } from './loggedCommand';

const MANIFESTS = join(__dirname, 'sqlite3-prebuilt');

/** Opens a database in memory and asks it something. */
const TRIAL = `const { Database } = require('sqlite3');
new Database(':memory:').get('SELECT 1 AS one', (error, row) => process.exit(row?.one === 1 ? 0 : 1));`;

/** @throws when the sqlite3 of a host can't be loaded, or doesn't work */
const tryOut = (folder: string, env: NodeJS.ProcessEnv, log: string): Promise<void> =>
	runLogged('node', ['-e', TRIAL], { cwd: folder, env, log });

/**
 * Gives a host's sqlite3 its native part without a compiler. n8n's sqlite3 has none in its package
 * (it looks for one on the internet, or compiles for minutes); a fork, which keeps to the same
 * Node-API, carries it for the usual platforms. It is pinned by a lockfile, and tried out here.
 * @returns false where there is none that works on this machine
 */
export async function takePrebuiltSqlite3(
	folder: string,
	env: NodeJS.ProcessEnv,
	log: string,
): Promise<boolean> {
	const scratch = await mkdtemp(join(tmpdir(), 'n8n-wavespeed-sqlite3-'));
	const target = join(folder, 'node_modules', 'sqlite3', 'build', 'Release');
	try {
		for (const name of ['package.json', 'package-lock.json']) {
			await copyFile(join(MANIFESTS, name), join(scratch, name));
		}
		const flags = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'];
		await runLogged('npm', ['install', ...flags], { cwd: scratch, env, log });
		const prebuilds = join(scratch, 'node_modules', '@appthreat', 'sqlite3', 'prebuilds');
		const forPlatform = join(prebuilds, `${process.platform}-${process.arch}`);
		await mkdir(target, { recursive: true });
		for (const libc of ['glibc', 'musl']) {
			const works = await copyFile(
				join(forPlatform, `@appthreat+sqlite3.${libc}.node`),
				join(target, 'node_sqlite3.node'),
			)
				.then(() => tryOut(folder, env, log))
				.then(
					() => true,
					() => false,
				);
			if (works) return true;
		}
	} catch {
		// The log has the reason; there are other ways.
	} finally {
		await rm(scratch, { recursive: true, force: true });
	}
	await rm(target, { recursive: true, force: true });
	return false;
}
