import { heldEntries, holdersOf, takeTurn } from './holders';
import { bid } from './keyBids';
import type { Lost } from './lostVideos';
import type { ReceiptRow } from './row';

const linkOf = ({ id, turn }: Lost): string => JSON.stringify(['lost', id, turn]);

/**
 * Makes an execution the one that hands on what nobody has in hand. Others that want it at the same
 * moment, in this process or another, are outbid; then it is read back whether it alone has it: two
 * that got through at once, or a retry that has taken it up meanwhile, make it nobody's.
 *
 * What is not handed on after that is not forgotten: the execution stands as its holder.
 */
export async function inherit(row: ReceiptRow, lost: Lost, executionId: string): Promise<boolean> {
	const { id, turn } = lost;
	if (!(await bid(row, linkOf(lost)))) return false;
	// A retry may have taken it up meanwhile.
	if ((await takeTurn(row, id)) !== turn) return false;
	await row.keep(heldEntries(row.names, id, { executionId, role: 'heir', turn }));
	await row.settled();
	const holder = (await holdersOf(row, [id])).get(id)?.at(-1);
	return holder?.turn === turn && holder.executionId === executionId;
}
