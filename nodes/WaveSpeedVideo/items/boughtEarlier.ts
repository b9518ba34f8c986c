import type { NodeExecutionHint } from 'n8n-workflow';
import type { ListedPrediction } from '../api/schemas';
import { cut, escapeHtml } from '../base/text';
import type { Ledger } from '../generation/acquire/ledger';
import type { Purchase } from '../generation/acquire/purchase';
import { HOW_TO_EMPTY } from '../generation/acquire/receipts/payOnceFailures';
import type { ItemResult } from './results';

/** Named in one hint. */
const MAX_NAMED = 10;

type Hint = NodeExecutionHint & { location: 'outputPane' };

/** n8n shows hints as HTML; what is named comes from outside. */
const hint = (type: Hint['type'], message: string): Hint => ({
	message: escapeHtml(message),
	type,
	location: 'outputPane',
});

function purchaseOf(result: ItemResult, ledger: Pick<Ledger, 'get'>): Purchase | undefined {
	if (result.kind === 'held') return ledger.get(result.finished.key);
	return result.kind === 'items' && result.delivers !== undefined
		? ledger.get(result.delivers)
		: undefined;
}

/** Whether an item's video was paid by another execution. */
export const isPaidElsewhere = (result: ItemResult, ledger: Pick<Ledger, 'get'>): boolean =>
	purchaseOf(result, ledger)?.paidElsewhere !== undefined;

/** Says of videos that were not bought by this run where they come from, and how to get others. */
export function boughtEarlierHints(results: ItemResult[], ledger: Pick<Ledger, 'get'>): Hint[] {
	const given = results.flatMap((one, itemIndex) => {
		const purchase = purchaseOf(one, ledger);
		return purchase && 'prediction' in purchase ? [{ itemIndex, purchase }] : [];
	});
	const of = (paid: Purchase['paidElsewhere']) =>
		given.filter(({ purchase }) => purchase.paidElsewhere === paid);
	const named = (some: typeof given) =>
		some
			.slice(0, MAX_NAMED)
			.map(
				({ itemIndex, purchase: { prediction } }) =>
					`item ${itemIndex}: ${prediction.id}, made ${prediction.createdAt ?? 'earlier'}`,
			)
			.join('; ') + (some.length > MAX_NAMED ? '; …' : '');
	const [reused, once] = [of('reuse'), of('payOnce')];
	return [
		...(reused.length > 0
			? [
					hint(
						'info',
						`Not bought again: this node has made it before from the same inputs (${named(reused)}). For a new take change an input, or set the option Reuse Earlier Video to Never.`,
					),
				]
			: []),
		...(once.length > 0
			? [hint('info', `Not bought again: paid under the same Pay Once Key (${named(once)}).`)]
			: []),
	];
}

/** From this part of a full memory of Pay Once Keys on a person is told. */
const NEARLY_FULL = 0.9;

/** Before the memory of Pay Once Keys is full, and the node refuses new ones. @param part 1 is full */
export function memoryHint(part: number): Hint[] {
	if (part < NEARLY_FULL) return [];
	const percent = Math.min(100, Math.floor(part * 100));
	return [
		hint(
			'warning',
			`This node's memory of Pay Once Keys is ${percent} % full. When it is full, the node buys nothing under new keys. ${HOW_TO_EMPTY}`,
		),
	];
}

/** For a retry that has bought something else than the execution that it repeats. */
export function leftBehindHint(listed: ListedPrediction[]): Hint[] {
	if (listed.length === 0) return [];
	const named = listed
		.slice(0, MAX_NAMED)
		.map(({ prediction: { id, model, createdAt, status }, inputs }) => {
			const prompt = typeof inputs?.prompt === 'string' ? `, "${cut(inputs.prompt, 80)}"` : '';
			return `${id} (${model}, ${status}, ${createdAt ?? 'time unknown'}${prompt})`;
		})
		.join('; ');
	return [
		hint(
			'warning',
			`The failed execution that this one repeats has also bought what is not asked for any more, most probably because a node before this one now writes something else: ${named}. This run has bought anew. Fetch the earlier videos with the operation Get.`,
		),
	];
}
