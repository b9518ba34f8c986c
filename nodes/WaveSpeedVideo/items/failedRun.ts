import type { Host } from '../base/host';
import { openLedger } from '../generation/acquire/ledger';
import { toFailure } from '../host/errors';
import { withMoney } from './onRecord';
import { describeOthers } from './otherItems';
import type { ItemResult } from './results';
import { throwFirst } from './results';

/** Place of an item in the ledger. */
const placeOf = (host: Host, itemIndex: number) => `${host.runIndex(itemIndex)}:${itemIndex}`;

/**
 * What becomes of the items when the run as a whole has failed: earlier tries may have bought some,
 * so money is told from the record.
 *
 * @throws StoppedError as it came: a stop is nobody's failure
 */
export function failedRun(host: Host, thrown: unknown): ItemResult[] {
	const failure = toFailure(thrown);
	if (!failure) throw thrown;
	const ledger = openLedger(host.context, host.executionId);
	return host.items.map((_, itemIndex) => ({
		kind: 'failed',
		failure: withMoney(failure, placeOf(host, itemIndex), ledger),
		ofRun: true,
	}));
}

/**
 * Unless the node continues on failures: throws the first item's failure, and names what was bought
 * for the others.
 */
export function throwFirstWithOthers(host: Host, results: ItemResult[]): void {
	throwFirst({ host }, results, (failed) => {
		const ledger = openLedger(host.context, host.executionId);
		return describeOthers(results, failed, host, ledger);
	});
}
