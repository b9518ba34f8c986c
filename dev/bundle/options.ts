import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { BuildOptions } from 'esbuild';

export const REPOSITORY = resolve(__dirname, '../..');

/** The code that the files which n8n loads have in common, as `credentials/` and the nodes import it. */
const SHARED = 'nodes/WaveSpeedVideo/shared';
const SHARED_AS_WRITTEN = ['./shared', `../${SHARED}`];

/** The sources of the files that package.json names to n8n. */
async function namedToN8n(): Promise<string[]> {
	const { n8n } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as {
		n8n: { credentials: string[]; nodes: string[] };
	};
	return [...n8n.credentials, ...n8n.nodes].map((file) =>
		file.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
	);
}

/**
 * How the node is compiled: one file for each that n8n loads, and one that they share, so that nothing
 * is in memory twice. Names stay, packages are the host's; types are for `tsc` to check.
 *
 * @param outdir takes the place of `dist`
 */
export async function bundleOptions(outdir: string): Promise<BuildOptions> {
	return {
		absWorkingDir: REPOSITORY,
		entryPoints: [`${SHARED}.ts`, ...(await namedToN8n())],
		outbase: '.',
		outdir,
		bundle: true,
		external: SHARED_AS_WRITTEN,
		packages: 'external',
		platform: 'node',
		format: 'cjs',
		// The oldest Node.js that package.json allows.
		target: 'node20.15',
		logLevel: 'silent',
	};
}
