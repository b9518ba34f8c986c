import type { Ledger, LedgerEntry } from '../generation/acquire/ledger';
import { standsAsFailed } from '../generation/acquire/ledger';
import { mayFallBack } from './fallback';
import type { Plan } from './plan';

/**
 * Whether a try buys nothing for an item: an earlier one has bought it, or its failure stands.
 *
 * @param substitute what stands in for the plan when its model fails, if anything may
 */
export function isOnRecord(
	plan: Plan,
	substitute: Plan | undefined,
	ledger: Pick<Ledger, 'get'>,
	executionId: string,
): boolean {
	const stands = (entry: LedgerEntry) =>
		entry.state !== 'failed' || standsAsFailed(entry, executionId);
	const instead = substitute && ledger.get(substitute.key);
	if (instead) return stands(instead);
	const entry = ledger.get(plan.key);
	if (!entry) return false;
	// The substitute is still to be bought.
	if (substitute && entry.state === 'failed' && mayFallBack(entry.failure)) return false;
	return stands(entry);
}
