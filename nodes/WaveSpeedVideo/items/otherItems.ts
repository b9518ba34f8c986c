import type { Host } from '../base/host';
import type { Ledger } from '../generation/acquire/ledger';
import { moneyOf } from '../generation/acquire/purchase';
import type { ItemResult } from './results';

/** Seen on n8n's engine: the setting is no part of what identifies a purchase. */
const WAY_BACK =
	"The finished ones are not lost. In this node's Settings set On Error to Continue (using error output), as is best for batches; save, and choose Executions → Retry with currently saved workflow: they come without being bought again.";

/** What is submitted or finished for the items beside one that failed, a line for each prediction. */
export function describeOthers(
	results: ItemResult[],
	failed: number,
	onRecord: (itemIndex: number) => string[] = () => [],
): string {
	const others = results.flatMap((one, index) => {
		if (index === failed) return [];
		const said = linesOf(one).map((line) => `Item ${index}: ${line}`);
		return said.length > 0 ? said : onRecord(index);
	});
	if (others.length === 0) return '';
	const isFinished = results.some(({ kind }) => kind === 'items');
	return [
		...(isFinished ? [WAY_BACK] : []),
		'Submitted for other items of this execution:',
		...others,
	].join('\n');
}

function linesOf(result: ItemResult): string[] {
	if (result.kind === 'items') {
		return result.items.flatMap(({ json: { id, url } }) =>
			typeof id === 'string'
				? [`prediction ${id} ${typeof url === 'string' ? url : ''}`.trim()]
				: [],
		);
	}
	if (result.kind === 'failed' && result.failure.predictionId) {
		const { predictionId, code, url } = result.failure;
		return [`prediction ${predictionId} (${code}) ${url ?? ''}`.trim()];
	}
	return [];
}

/** What was submitted for an item and not handed on, in words. */
export function openAt(itemIndex: number, host: Host, ledger: Pick<Ledger, 'at'>): string[] {
	return ledger.at(`${host.runIndex(itemIndex)}:${itemIndex}`).flatMap((purchase) => {
		if (purchase.state === 'failed' || purchase.delivered) return [];
		const { predictionId, url } = moneyOf(purchase);
		const what =
			predictionId === undefined
				? `a submission of ${new Date(purchase.submittedAt).toISOString()} without an answer`
				: `prediction ${predictionId}${url ? ` ${url}` : ''}`;
		return [`Item ${itemIndex}: ${what}`];
	});
}

/** The same for all items of this run. */
export const underWayIn = (host: Host, ledger: Pick<Ledger, 'at'>): string[] =>
	host.items.flatMap((_, itemIndex) => openAt(itemIndex, host, ledger));
