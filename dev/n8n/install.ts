import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { cacheFolder, makeOnce } from './cache';
import { childEnvironment, withPath } from './environment';
import { runLogged } from './loggedCommand';
import { buildNativeModules } from './nativeModules';
import { nodeRuntime } from './nodeRuntime';
import { type Report, reportToTerminal, withProgress } from './report';

/** The n8n that tests and the demo use unless they ask for another. */
export const CURRENT_N8N = '2.41.1';

const FOLDER_PREFIX = 'n8n-';
const MANIFESTS = ['package.json', 'package-lock.json'];

export interface InstalledHost {
	version: string;
	/** Folder with n8n's `node_modules`. */
	folder: string;
	/** Folder with the Node binary that this n8n was built for. */
	binFolder: string;
}

/** The n8n versions that have a folder with a lockfile beside this file. */
export async function knownVersions(): Promise<string[]> {
	const entries = await readdir(__dirname);
	return entries
		.filter((entry) => entry.startsWith(FOLDER_PREFIX))
		.map((entry) => entry.slice(FOLDER_PREFIX.length));
}

async function manifestsOf(version: string): Promise<{ paths: string[]; hash: string }> {
	const known = await knownVersions();
	if (!known.includes(version)) {
		throw new Error(`No lockfile for n8n ${version}; known: ${known.join(', ')}`);
	}
	const paths = MANIFESTS.map((name) => join(__dirname, FOLDER_PREFIX + version, name));
	const hash = createHash('sha256');
	for (const path of paths) hash.update(await readFile(path));
	return { paths, hash: hash.digest('hex').slice(0, 12) };
}

/** Where a lockfile puts packages that this platform may need, below the host's folder. */
async function packagesIn(paths: string[]): Promise<string[]> {
	const lockfile = paths.find((path) => basename(path) === 'package-lock.json') ?? '';
	const { packages } = JSON.parse(await readFile(lockfile, 'utf8')) as {
		packages: Record<string, { optional?: boolean }>;
	};
	const needed = Object.entries(packages).filter(([path, { optional }]) => path && !optional);
	return needed.map(([path]) => path);
}

/** How many of these packages are unpacked already. */
async function presentIn(folder: string, packages: string[]): Promise<number> {
	const there = await Promise.all(
		packages.map((path) =>
			access(join(folder, path, 'package.json')).then(
				() => 1,
				() => 0,
			),
		),
	);
	return there.reduce<number>((sum, one) => sum + one, 0);
}

/**
 * Installs a real n8n with the versions of its lockfile, once per machine (2 to 5 minutes, 2.2 GB),
 * with the two native modules that it needs to start. Safe against runs at the same time and against
 * an interrupted one.
 * @throws with the log's path when npm fails
 */
export async function installHost(
	version: string = CURRENT_N8N,
	report: Report = reportToTerminal,
): Promise<InstalledHost> {
	const { paths, hash } = await manifestsOf(version);
	const { binFolder, major } = await nodeRuntime(report);
	const name = `n8n-${version}-${hash}-node${major}-${process.platform}-${process.arch}`;
	const folder = await makeOnce(
		name,
		async (partial) => {
			const logs = join(cacheFolder(), 'logs');
			await mkdir(logs, { recursive: true });
			const log = join(logs, `${name}-${Date.now()}.log`);
			const packages = await packagesIn(paths);
			report(
				`First run on this machine: n8n ${version} and its ${packages.length} packages are installed ` +
					`into ${partial.replace(/\.partial$/, '')} (2.2 GB), which takes 2 to 5 minutes. Log: ${log}`,
			);
			for (const path of paths) await copyFile(path, join(partial, basename(path)));

			const env = withPath(binFolder, childEnvironment());
			// `npm ci` refuses a lockfile whose optional packages a registry lacks; install keeps to it.
			const flags = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
			await withProgress(
				`installing n8n ${version}`,
				report,
				() => runLogged('npm', ['install', ...flags], { cwd: partial, env, log }),
				async () => `${await presentIn(partial, packages)} of ${packages.length} packages`,
			);
			await withProgress('getting its database and sandbox ready', report, () =>
				buildNativeModules(partial, env, log),
			);
		},
		report,
	);
	return { version, folder, binFolder };
}
