import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { lock } from 'proper-lockfile';

import type { Report } from './report';

/** A lock that its owner has not refreshed for so long (ms) belongs to a run that was killed. */
const LOCK_STALE_AFTER = 30_000;
const LOCK_RETRY = { retries: 3_600, factor: 1, minTimeout: 1_000, maxTimeout: 1_000 };

/** Where installed n8n hosts live: outside the clone, so that every clone on the machine shares them. */
export function cacheFolder(): string {
	const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-wavespeed-video');
}

const exists = (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);

const isLockedError = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && error.code === 'ELOCKED';

/** One run at a time for `folder`; waits for another run, and takes over from one that was killed. */
async function lockFolder(folder: string, report: Report): Promise<() => Promise<void>> {
	const options = { realpath: false, stale: LOCK_STALE_AFTER };
	try {
		return await lock(folder, options);
	} catch (error) {
		if (!isLockedError(error)) throw error;
		report(`Another run is making ${folder}; waiting for it`);
		return await lock(folder, { ...options, retries: LOCK_RETRY });
	}
}

/**
 * Makes a folder once per machine: `make` fills a partial folder, which is renamed when complete, so
 * that an interrupted run leaves nothing that looks finished.
 * @returns the folder's path inside the cache
 * @throws what `make` throws; its partial folder stays for a look until the next try
 */
export async function makeOnce(
	name: string,
	make: (partial: string) => Promise<void>,
	report: Report,
): Promise<string> {
	const folder = join(cacheFolder(), name);
	if (await exists(folder)) return folder;

	await mkdir(dirname(folder), { recursive: true });
	const release = await lockFolder(folder, report);
	try {
		if (await exists(folder)) return folder;
		const partial = `${folder}.partial`;
		await rm(partial, { recursive: true, force: true });
		await mkdir(partial);
		await make(partial);
		await rename(partial, folder);
		return folder;
	} finally {
		await release();
	}
}
