import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { watchBuild } from '../bundle/watch';
import { packNode, readPackedManifest, unpack } from './pack';
import type { N8n } from './start';

/** What n8n logs when it has taken over a changed package (load-nodes-and-credentials.js). */
const RELOADED = /Hot reload (?:triggered|failed) for n8n-nodes-wavespeed-video.*/g;
const LOOK_EVERY = 200;

export interface LiveNode {
	/** Settings that make n8n look at the files of its nodes. */
	env: NodeJS.ProcessEnv;
	/** Tells what n8n does with changed files. */
	follow(n8n: N8n): void;
	stop(): Promise<void>;
}

/**
 * Puts the node into an n8n's user folder, where n8n looks for community nodes when it starts, and
 * compiles straight into it whenever a file is saved. Icons and codex files are taken once.
 * @param tell what the compilers say, and n8n
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

	const stopBuilding = await watchBuild(join(folder, 'dist'), tell);
	let looking: NodeJS.Timeout | undefined;
	return {
		env: { N8N_DEV_RELOAD: 'true' },
		follow(n8n) {
			let told = 0;
			looking = setInterval(() => {
				const found = n8n.logs().match(RELOADED) ?? [];
				for (const line of found.slice(told)) tell(`n8n     ${line}`);
				told = found.length;
			}, LOOK_EVERY);
		},
		async stop() {
			clearInterval(looking);
			await stopBuilding();
		},
	};
}
