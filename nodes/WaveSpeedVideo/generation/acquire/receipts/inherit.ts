import { heldEntries, holdersOf } from './holders';
import { bid } from './keyBids';
import type { Lost } from './lostVideos';
import type { ReceiptRow } from './row';

const linkOf = ({ id, turn }: Lost): string => JSON.stringify(['lost', id, turn]);

/**
 * Makes an execution the one that hands on what nobody has in hand. Others that want it at the same
 * moment, in this process or another, are outbid; then it is read back whether a retry has taken it up
 * meanwhile, or it was handed on.
 *
 * What is not handed on after that is not forgotten: the execution stands as its holder.
 */
export async function inherit(row: ReceiptRow, lost: Lost, executionId: string): Promise<boolean> {
	const { id, turn } = lost;
	if (!(await bid(row, linkOf(lost)))) return false;
	await row.keep(heldEntries(row.names, id, { executionId, role: 'heir', turn }));
	await row.settled();
	const holder = (await holdersOf(row, [id])).get(id)?.at(-1);
	const isOurs = holder?.turn === turn && holder.executionId === executionId;
	return isOurs && !(await row.look([row.names.delivered(id)])).has(row.names.delivered(id));
}
