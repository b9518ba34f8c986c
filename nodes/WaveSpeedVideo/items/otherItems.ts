import type { Host } from '../base/host';
import type { Ledger } from '../generation/acquire/ledger';
import { moneyOf } from '../generation/acquire/purchase';
import { isPaidElsewhere } from './boughtEarlier';
import type { ItemResult } from './results';

/** Seen on n8n's engine: the setting is no part of what identifies a purchase. */
const WAY_BACK =
	"The finished videos are not lost. In this node's Settings set On Error to Continue (using error output), as is best for batches; save, and choose Executions → Retry with currently saved workflow: they come without being bought again.";

/** What an item's video is called, in a line of its own, and whether an earlier execution has paid it. */
interface Line {
	text: string;
	isEarlier: boolean;
}

/** What is submitted or finished for the items beside one that failed, a line for each prediction. */
export function describeOthers(
	results: ItemResult[],
	failed: number,
	host: Host,
	ledger: Pick<Ledger, 'at' | 'get'>,
): string {
	const others = results.flatMap((one, index): Line[] => {
		if (index === failed) return [];
		const isEarlier = isPaidElsewhere(one, ledger);
		const said = linesOf(one).map((line) => ({ text: `Item ${index}: ${line}`, isEarlier }));
		return said.length > 0 ? said : linesAt(index, host, ledger);
	});
	if (others.length === 0) return '';
	const isFinished = results.some(({ kind }) => kind === 'items');
	const of = (earlier: boolean, heading: string) => {
		const lines = others.flatMap(({ text, isEarlier }) => (isEarlier === earlier ? [text] : []));
		return lines.length > 0 ? [heading, ...lines] : [];
	};
	return [
		...(isFinished ? [WAY_BACK] : []),
		...of(false, 'Submitted for other items of this execution:'),
		...of(true, 'Paid before, and taken up for other items of this execution:'),
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
function linesAt(itemIndex: number, host: Host, ledger: Pick<Ledger, 'at'>): Line[] {
	return ledger.at(`${host.runIndex(itemIndex)}:${itemIndex}`).flatMap((purchase) => {
		if (purchase.state === 'failed' || purchase.delivered) return [];
		const { predictionId, url } = moneyOf(purchase);
		const what =
			predictionId === undefined
				? `a submission of ${new Date(purchase.submittedAt).toISOString()} without an answer`
				: `prediction ${predictionId}${url ? ` ${url}` : ''}`;
		const isEarlier = purchase.paidElsewhere !== undefined;
		return [{ text: `Item ${itemIndex}: ${what}`, isEarlier }];
	});
}

/** What was submitted for the items of this run and not handed on, in words. */
export const underWayIn = (host: Host, ledger: Pick<Ledger, 'at'>): string[] =>
	host.items.flatMap((_, itemIndex) => linesAt(itemIndex, host, ledger).map(({ text }) => text));
