import type { EntryStore, WriterDeps } from '../base/entryStore';
import { writerOf } from '../generation/acquire/receipts/row';

/**
 * Takes predictions for an execution, once and for all. A look after a restart hands over again what
 * may have been lost, and WaveSpeed may call back twice: what another execution has taken is left
 * to it. What this execution has taken itself stays its own: n8n may run the node again.
 *
 * @param root the execution, and what repeats it
 * @returns those of the ids that are this execution's
 */
export async function claim(
	ids: string[],
	root: string,
	store: EntryStore | undefined,
	deps: WriterDeps,
): Promise<string[]> {
	if (!store) return ids;
	const taken = (id: string) => `wavespeed trigger ${id}`;
	const takenBy = (id: string) => `wavespeed trigger ${id} ${root}`;
	const entries = ids.flatMap((id) => [taken(id), takenBy(id)]);
	const before = await writerOf(store, deps).keep(store, entries);
	return ids.filter((id) => !before.has(taken(id)) || before.has(takenBy(id)));
}

/** Settles when what was taken is proved to stay taken, or given up. */
export async function claimsSettled(
	store: EntryStore | undefined,
	deps: WriterDeps,
): Promise<void> {
	if (store) await writerOf(store, deps).settled();
}
