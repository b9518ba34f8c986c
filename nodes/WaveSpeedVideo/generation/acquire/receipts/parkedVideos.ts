import type { Lineage } from '../../../base/lineage';
import type { Receipts } from './receipts';

/** Executions whose data is read for one look: some milliseconds each. The rest has time. */
const MAX_LOOKED_INTO = 100;

/**
 * Leaves out what an execution that waits, or has waited, is to hand on. webhook() has no receipts:
 * what it has handed on is found in the execution's data, and written down here.
 *
 * @param ids predictions of which no receipt says that they were handed on
 * @returns those that nobody hands on any more
 */
export async function withoutParked(
	ids: string[],
	receipts: Pick<Receipts, 'parkedBy' | 'delivered'>,
	{ fateOf }: Pick<Lineage, 'fateOf'>,
): Promise<string[]> {
	if (ids.length === 0) return [];
	const parkedBy = await receipts.parkedBy(ids);
	const left: string[] = [];
	const handedOn: string[] = [];
	let looks = 0;
	for (const id of ids) {
		const executionId = parkedBy.get(id);
		if (!parkedBy.has(id)) left.push(id);
		if (executionId === undefined || ++looks > MAX_LOOKED_INTO) continue;
		const fate = await fateOf(executionId, id);
		if (fate === 'lost') left.push(id);
		if (fate === 'handedOn') handedOn.push(id);
	}
	await receipts.delivered(handedOn);
	return left;
}
