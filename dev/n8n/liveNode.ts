import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { packNode, readPackedManifest, unpack } from './pack';
import type { N8n } from './start';

const REPOSITORY = resolve(__dirname, '../..');

/** What `tsc --watch` says when it has compiled all that has changed. */
const COMPILED = /Found \d+ errors?\. Watching/;
/** What n8n logs when it has taken over a changed package (load-nodes-and-credentials.js). */
const RELOADED = /Hot reload (?:triggered|failed) for n8n-nodes-wavespeed-video.*/g;
const LOOK_EVERY = 200;

export interface LiveNode {
	/** Settings that make n8n look at the files of its nodes. */
	env: NodeJS.ProcessEnv;
	/** Tells what n8n does with changed files. */
	follow(n8n: N8n): void;
	stop(): void;
}

/**
 * Puts the node into an n8n's user folder, where n8n looks for community nodes when it starts, and
 * compiles straight into it whenever a file is saved. Icons and codex files are taken once.
 * @param tell what the compiler says
 */
export async function watchNode(
	userFolder: string,
	tell: (line: string) => void,
): Promise<LiveNode> {
	const packed = join(userFolder, 'packed');
	const tarball = await packNode(packed);
	const { name } = await readPackedManifest(tarball);
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', name);
	await unpack(tarball, folder);
	await rm(packed, { recursive: true });

	const compiler = spawn(
		join(REPOSITORY, 'node_modules', '.bin', 'tsc'),
		['--watch', '--preserveWatchOutput', '--outDir', join(folder, 'dist')],
		{ cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] },
	);
	let looking: NodeJS.Timeout | undefined;
	const lines = createInterface({ input: compiler.stdout });
	const first = new Promise<void>((compiled) => {
		lines.on('line', (line) => {
			if (COMPILED.test(line)) compiled();
			if (line.trim() !== '') tell(`tsc   ${line}`);
		});
	});
	await Promise.race([first, once(compiler, 'exit')]);
	return {
		env: { N8N_DEV_RELOAD: 'true' },
		follow(n8n) {
			let told = 0;
			looking = setInterval(() => {
				const found = n8n.logs().match(RELOADED) ?? [];
				for (const line of found.slice(told)) tell(`n8n   ${line}`);
				told = found.length;
			}, LOOK_EVERY);
		},
		stop() {
			clearInterval(looking);
			compiler.kill();
		},
	};
}
