import type { Fate, Lineage } from '../../../base/lineage';
import { type Holder, nextTurn } from './holders';
import type { Receipts } from './receipts';

/** A look at the holders of more at a time would be a long write to n8n's database. */
const AT_ONCE = 50;

/** Executions whose data is read for one look: some milliseconds each. The rest has time. */
const MAX_LOOKED_INTO = 100;

/** A video that was bought and, as far as is known, not handed on. */
export interface Unfinished {
	id: string;
	/** That had it in hand last, where that is known. */
	executionId?: string;
	/** Set when the execution that had it in hand is known to have ended without handing it on. */
	lost?: Lost;
}

/** What nobody has in hand any more. */
export interface Lost {
	id: string;
	/** That bought it, or had it first as far as is known. */
	executionId: string;
	/** Of whoever takes it over. */
	turn: number;
}

/**
 * Tells what became of videos of which no receipt says that they were handed on. What an execution
 * that waits, or one that took a video over, has handed on is found in n8n's data of that execution,
 * and written down here.
 *
 * @param most so many are told at most
 * @returns those that are not handed on, but for what waits in parked executions
 */
export async function lostVideos(
	ids: string[],
	receipts: Pick<Receipts, 'holders' | 'delivered'>,
	{ fateOf }: Pick<Lineage, 'fateOf'>,
	most = Infinity,
): Promise<Unfinished[]> {
	const left: Unfinished[] = [];
	const handedOn: string[] = [];
	let looks = 0;
	for (let from = 0; from < ids.length && left.length < most; from += AT_ONCE) {
		const holders = await receipts.holders(ids.slice(from, from + AT_ONCE));
		for (const [id, chain] of holders) {
			const fates: Fate[] = [];
			for (const { executionId } of chain) {
				const isTold = executionId !== undefined && ++looks <= MAX_LOOKED_INTO;
				fates.push(isTold ? await fateOf(executionId, id) : 'open');
			}
			if (isHandedOn(chain, fates)) handedOn.push(id);
			else if (!isParked(chain, fates)) {
				const { executionId } = chain.at(-1) ?? {};
				left.push({ id, executionId, lost: lostBy(id, chain, fates) });
			}
		}
	}
	await receipts.delivered(handedOn);
	return left.slice(0, most);
}

/** What a buyer hands on it says itself; of others n8n may keep no data once they have succeeded. */
const isHandedOn = (chain: Holder[], fates: Fate[]): boolean =>
	chain.some(({ role }, at) => role !== 'buyer' && fates[at] === 'handedOn') ||
	(chain.at(-1)?.role !== 'buyer' && fates.at(-1) === 'gone');

/** An execution waits with it, or may wait. */
const isParked = (chain: Holder[], fates: Fate[]): boolean =>
	chain.some(({ role }, at) => role === 'parked' && fates[at] === 'open');

/** Only where each execution that ever had it is known to have ended without handing it on. */
function lostBy(id: string, chain: Holder[], fates: Fate[]): Lost | undefined {
	const executionId = chain[0]?.executionId;
	const isLost = executionId !== undefined && fates.every((fate) => fate === 'lost');
	return isLost ? { id, executionId, turn: nextTurn(chain) } : undefined;
}
