import { heldEntries, type Holder, holdersOf, takeTurn } from './holders';
import { bid } from './keyBids';
import type { Lost } from './lostVideos';
import type { ReceiptRow } from './row';

const linkOf = ({ id, turn }: Lost): string => JSON.stringify(['lost', id, turn]);

/**
 * Makes an execution the one that hands on what nobody has in hand. Others that want it at the same
 * moment, in this process or another, are outbid; then it is read back whether it alone has it: two
 * that got through at once, or a retry that has taken it up meanwhile, make it nobody's. Who doesn't get
 * it says so, or it would stand among those that may have it.
 *
 * What is not handed on after that is not forgotten: the execution stands as its holder.
 */
export async function inherit(row: ReceiptRow, lost: Lost, executionId: string): Promise<boolean> {
	const { id, turn } = lost;
	if (!(await bid(row, linkOf(lost)))) return false;
	const taken = await takeTurn(row, id);
	if (taken === undefined) return false;
	const entries = (role: 'heir' | 'none') =>
		heldEntries(row.names, id, { executionId, role, turn: taken });
	await row.keep(entries('heir'));
	await row.settled();
	const chain = (await holdersOf(row, [id])).get(id) ?? [];
	const isMine = (one: Holder) => one.turn === taken && one.executionId === executionId;
	// A retry may have taken it up meanwhile.
	const isKnown = (one: Holder) => one.turn < turn || one.role === 'none' || isMine(one);
	if (chain.some(isMine) && chain.every(isKnown)) return true;
	await row.remove(entries('heir'));
	await row.keep(entries('none'));
	return false;
}
