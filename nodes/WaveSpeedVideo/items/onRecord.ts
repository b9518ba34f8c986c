import type { Failure } from '../api/failure';
import type { Ledger } from '../generation/acquire/ledger';
import type { Purchase } from '../generation/acquire/purchase';
import { isPaidFor, isUndelivered, moneyOf } from '../generation/acquire/purchase';
import { resume } from '../generation/generate';
import { mayFallBack } from './fallback';
import type { Batch } from './batch';
import type { Plan, Unplanned } from './plan';
import type { ItemResult } from './results';
import { patienceOf } from './waiting/waiting';

/**
 * Whether a try buys nothing for an item: an earlier one has bought it, or its failure stands.
 *
 * @param substitute what stands in for the plan when its model fails, if anything may
 */
export function isOnRecord(
	plan: Plan,
	substitute: Plan | undefined,
	ledger: Pick<Ledger, 'find'>,
	executionId: string,
): boolean {
	const instead = substitute && ledger.find(substitute.wanted);
	if (instead) return isPaidFor(instead, executionId);
	const purchase = ledger.find(plan.wanted);
	if (!purchase) return false;
	// The substitute is still to be bought.
	if (substitute && purchase.state === 'failed' && mayFallBack(purchase.failure)) return false;
	return isPaidFor(purchase, executionId);
}

/** Purchases made for an item in this run, by whatever parameters. */
function purchasesAt(place: string, ledger: Pick<Ledger, 'at'>): Purchase[] {
	return ledger.at(place);
}

/** A failure whose words on money come from the record of its item. */
export function withMoney(failure: Failure, place: string, ledger: Pick<Ledger, 'at'>): Failure {
	const open = purchasesAt(place, ledger).filter(isUndelivered);
	const latest = open.sort((a, b) => b.submittedAt - a.submittedAt)[0];
	return latest && failure.predictionId === undefined
		? { ...failure, ...moneyOf(latest) }
		: failure;
}

/**
 * An item that can't be planned any more (its model has left the list, say), but that an earlier try
 * has bought: it is followed and delivered by what the ledger knows.
 */
export async function makeUnplanned(
	{ failure, wanted, options }: Unplanned,
	itemIndex: number,
	{ deps, finish, session, waiting }: Pick<Batch, 'deps' | 'finish' | 'session' | 'waiting'>,
): Promise<ItemResult> {
	const purchase = deps.ledger.find(wanted);
	if (!purchase || !options || !('prediction' in purchase)) {
		return { kind: 'failed', failure: withMoney(failure, wanted.place, deps.ledger) };
	}
	const generated = await resume(purchase, patienceOf(options, waiting), deps);
	if (generated.kind === 'failed' || generated.kind === 'notStarted') return generated;
	const result = await finish({ ...generated, itemIndex, options }, session);
	const isDelivered = result.kind === 'items' && generated.kind === 'completed';
	return isDelivered ? { ...result, delivers: purchase.key } : result;
}
