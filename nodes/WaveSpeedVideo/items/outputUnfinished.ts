import type { INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import { saysCompleted } from '../api/outcome';
import { runBatch } from '../base/runBatch';
import { cleanText, escapeHtml } from '../base/text';
import type { Lost } from '../generation/acquire/receipts/lostVideos';
import type { PurchaseMemory } from '../generation/acquire/receipts/purchaseMemory';
import { deliverEarlier } from './earlierPrediction';
import type { ItemOptions } from './itemOptions';
import { readItemOptions } from './itemOptions';
import { shapeResult } from './outputShape';
import type { ItemResult } from './results';
import type { Session } from './session';
import { describeInputs } from './shownInputs';
import type { UnfinishedVideo, UnfinishedWish } from './unfinished';
import { named } from './unfinished';
import type { Waiting } from './waiting/waiting';

/** Handled at the same time; files are limited further. */
const AT_ONCE = 5;

/** What became of videos that earlier executions left behind. */
interface OutputToo {
	/** Items to be put behind the run's own. */
	items: INodeExecutionData[];
	/** Still to be named. */
	left: UnfinishedVideo[];
	hints: NodeExecutionHint[];
}

/**
 * Whether a run can give more than its own items. One that is parked, or doesn't wait, goes on without
 * the node; an agent asked for one thing; and with Retry On Fail n8n throws away what a try has given
 * whose first item failed.
 */
export function givesMore(
	wish: UnfinishedWish,
	waiting: Waiting,
	{ isTool, node }: Pick<Session['host'], 'isTool' | 'node'>,
	[first]: ItemResult[],
): boolean {
	const isTriedAgain = node.retryOnFail === true && first?.kind === 'failed';
	return wish === 'output' && waiting.kind === 'untilFinished' && !isTool && !isTriedAgain;
}

/**
 * Gives what earlier executions bought and nobody has in hand any more. Nothing is bought, and a video
 * that can't be given fails nothing: it stays as it was, for a later run to name or give.
 */
export async function outputUnfinished(
	found: UnfinishedVideo[],
	session: Session,
	memory: Pick<PurchaseMemory, 'inherit'>,
): Promise<OutputToo> {
	const options = readItemOptions(session.host, 0);
	const items: Array<INodeExecutionData | undefined> = [];
	const hints: NodeExecutionHint[] = [];
	await runBatch(found.length, AT_ONCE, async (index) => {
		const one = found[index] as UnfinishedVideo;
		if (!one.lost) return;
		const made = await fetched(one, session.host.items.length + index, options, session);
		if ('problem' in made) {
			const problem = cleanText(made.problem);
			hints.push(hint('warning', `${one.prediction.id} is not output: ${escapeHtml(problem)}`));
			return;
		}
		// Last, so that what can't be had is nobody's.
		if (await memory.inherit(one.lost)) items[index] = marked(made.item, one.lost, one.hasLeft);
	});
	const given = found.filter((_, index) => items[index]);
	if (given.length > 0) {
		hints.push(hint('info', `Of earlier executions, behind the run's own items: ${named(given)}.`));
	}
	return {
		items: items.flatMap((item) => item ?? []),
		left: found.filter((_, index) => !items[index]),
		hints,
	};
}

const hint = (type: NodeExecutionHint['type'], message: string): NodeExecutionHint => ({
	message,
	type,
	location: 'outputPane',
});

/** The video as an output, as the first item's options want it; the list is not believed alone. */
async function fetched(
	{ prediction: listed, inputs }: UnfinishedVideo,
	itemIndex: number,
	options: ItemOptions,
	session: Session,
): Promise<{ item: INodeExecutionData } | { problem: string }> {
	try {
		const looked = await session.client.getPrediction(listed.id);
		if (looked.kind !== 'ok') return { problem: 'WaveSpeed gives no answer about it' };
		const prediction = looked.value;
		if (prediction.id !== listed.id || !saysCompleted(prediction.status)) {
			return { problem: `WaveSpeed calls it ${prediction.status}` };
		}
		const result = await deliverEarlier(
			{ ...prediction, model: prediction.model || listed.model },
			itemIndex,
			options,
			session,
			inputs && describeInputs(inputs),
		);
		const shaped = shapeResult(result, options.shape, undefined);
		const item = shaped.kind === 'items' ? shaped.items[0] : undefined;
		if (item) return { item };
		return { problem: shaped.kind === 'failed' ? shaped.failure.message : '' };
	} catch (error) {
		session.runtime.checkStop();
		return { problem: error instanceof Error ? error.message : '' };
	}
}

/**
 * Tells it from the run's own items. It comes from none of the input items: without an empty list n8n
 * would pair it with one of them by itself (assignPairedItems in n8n-core's workflow-execute.js).
 */
const marked = (
	item: INodeExecutionData,
	{ executionId }: Lost,
	handedOnBefore = false,
): INodeExecutionData => ({
	...item,
	json: { ...item.json, unfinished: true, handedOnBefore, boughtByExecution: executionId },
	pairedItem: [],
});
