import { randomUUID } from 'crypto';
import type { EntryStore, WriterDeps } from '../../../base/entryStore';
import { NoEntriesError } from '../../../base/entryStore';

/** A purchase has some 26, and 18 when it is settled: some 1,800 to 2,600 purchases (docs/crashes.md). */
export const MAX_ENTRIES = 48_000;

/**
 * Pauses before further tries (ms): two processes that create the row at once disturb each other for
 * a moment, a busy database is free again after some.
 */
const TRIES_AFTER_MS = [20, 150, 600, 1_500];

/** What is wished of a store; a look leaves it as it was. */
export type Kind = 'keep' | 'look' | 'remove';

/**
 * Makes a call to n8n's database, patiently.
 *
 * @returns those of the entries that were there before
 * @throws what the store throws in the end
 */
export async function write(
	kind: Kind,
	store: EntryStore,
	entries: string[],
	deps: Pick<WriterDeps, 'pause'>,
): Promise<Set<string>> {
	if (kind === 'look') return await look(store, entries, deps);
	if (kind === 'keep') {
		return await patiently(async () => await store.add(entries, MAX_ENTRIES), deps);
	}
	await patiently(async () => await store.remove(entries), deps);
	return new Set();
}

/**
 * Adds and removes again. A store that has written what it says it has not would tell the next try
 * that all was there: so each look has an entry of its own beside, which can't be.
 */
async function look(
	store: EntryStore,
	entries: string[],
	deps: Pick<WriterDeps, 'pause'>,
): Promise<Set<string>> {
	const own = randomUUID();
	const there = await patiently(async () => await store.add([...entries, own]), deps);
	const isSpoilt = there.has(own);
	const added = [own, ...entries.filter((entry) => !there.has(entry))];
	// What stays is as after a look that was broken off.
	await patiently(async () => await store.remove(added), deps).catch(() => undefined);
	if (isSpoilt) throw new Error('A look was written that failed: it tells nothing');
	return there;
}

async function patiently<T>(
	task: () => Promise<T>,
	deps: Pick<WriterDeps, 'pause'>,
	[pause, ...later] = TRIES_AFTER_MS,
): Promise<T> {
	return await task().catch(async (error: Error) => {
		if (pause === undefined || error instanceof NoEntriesError) return await Promise.reject(error);
		await deps.pause(pause);
		return await patiently(task, deps, later);
	});
}
