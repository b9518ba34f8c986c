import type { EntryStore } from '../base/entryStore';
import type { RowDeps } from '../generation/acquire/receipts/row';
import { ReceiptRow } from '../generation/acquire/receipts/row';

/**
 * The store has no lock: two processes that are called at the same moment may both find a video free.
 * So each has to be the first in several rounds, at random moments (ms at most before each). Somebody
 * is the first in all of them always.
 */
const ROUNDS = 4;
const PAUSE_MS = 250;

const taken = (id: string, round = 0) =>
	`wavespeed trigger ${id}${round === 0 ? '' : ` round ${round}`}`;
const takenBy = (id: string, root: string) => `wavespeed trigger ${id} ${root}`;

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
	deps: RowDeps,
): Promise<string[]> {
	if (!store) return ids;
	const row = rowOf(store, deps);
	await row.pause(0, PAUSE_MS);
	const before = await row.keep(ids.flatMap((id) => [taken(id), takenBy(id, root)]));
	const mine = ids.filter((id) => before.has(takenBy(id, root)));
	let free = ids.filter((id) => !before.has(taken(id)));
	for (let round = 1; round < ROUNDS && free.length > 0; round++) {
		await row.pause(0, PAUSE_MS);
		const others = await row.keep(free.map((id) => taken(id, round)));
		free = free.filter((id) => !others.has(taken(id, round)));
	}
	const own = new Set([...mine, ...free]);
	// Else it would be this execution's when n8n runs it again.
	const left = ids.filter((id) => !own.has(id)).map((id) => takenBy(id, root));
	if (left.length > 0) await row.remove(left);
	return ids.filter((id) => own.has(id));
}

/** Settles when what was taken is proved to stay taken, or given up. */
export async function claimsSettled(store: EntryStore | undefined, deps: RowDeps): Promise<void> {
	if (store) await rowOf(store, deps).settled();
}

/** Its entries need no secret: they name predictions, which n8n's executions name as well. */
const rowOf = (store: EntryStore, deps: RowDeps) => new ReceiptRow(store, '', deps);
