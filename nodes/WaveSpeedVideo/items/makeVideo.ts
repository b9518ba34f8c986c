import type { Failure } from '../api/failure';
import type { RequestBody } from '../generation/acquire/purchase';
import type { Intention } from '../generation/acquire/recall';
import { generate } from '../generation/generate';
import type { Generated } from '../generation/generate';
import { withModelAdvice } from '../models/advice';
import { placeMedia } from '../models/media';
import type { Batch } from './batch';
import { afterFallback, because, mayFallBack, planFallback } from './fallback';
import type { Plan } from './plan';
import { orderOf } from './plan';
import { pricePlans } from './pricing';
import type { ItemResult } from './results';
import { patienceOf } from './waiting/waiting';

/** The plan as a purchase. */
export const intentionOf = (plan: Plan): Intention => ({
	...plan.wanted,
	payOnce: plan.options.payOnce && { ...plan.options.payOnce, wish: plan.wish },
	reuse: plan.options.reuse,
	order: orderOf(plan),
	label: `item ${plan.itemIndex}`,
});

/** One item's video, by the model asked for or the one that stands in for it. */
export async function makeVideo(plan: Plan, batch: Batch): Promise<ItemResult> {
	const { session, deps, budget, prices } = batch;
	const substitute = planFallback(session.host, plan);
	// A retry goes on with the substitute that an earlier try has bought.
	if (substitute && deps.ledger.find(substitute.wanted)) {
		return await makeInstead(substitute, batch);
	}
	const generated = await run(plan, batch);
	if (generated.kind !== 'failed' || !substitute) return await finished(plan, generated, batch);
	if (generated.failure.code === 'pay_once_changed') {
		// Another item with the same key may have bought what stands in a moment ago.
		const { kind } = await deps.recall.ahead(intentionOf(substitute));
		return kind === 'onRecord' ? await makeInstead(substitute, batch) : generated;
	}
	if (!mayFallBack(generated.failure)) return generated;
	await pricePlans([substitute], prices, deps.client, session.runtime);
	if (!budget.replace(plan, substitute, generated.failure)) {
		const advice = `${substitute.model.name} would go beyond Max Cost per Run. ${generated.failure.advice}`;
		return { kind: 'failed', failure: { ...generated.failure, advice } };
	}
	const instead = because(substitute, generated.failure);
	session.runtime.log('warn', `${plan.model.id} failed; using ${instead.model.id} instead`);
	const result = await makeInstead(instead, batch);
	if (isOfAnother(result)) {
		// Or the model itself, which was there for that item.
		const { kind } = await deps.recall.ahead(intentionOf(plan));
		return kind === 'onRecord' ? await finished(plan, await run(plan, batch), batch) : result;
	}
	// Held back because another item failed: the first model's failure, with its id, is what remains.
	return result.kind === 'notStarted' ? generated : result;
}

const isOfAnother = (result: ItemResult): boolean =>
	result.kind === 'failed' && result.failure.code === 'pay_once_changed';

async function makeInstead(substitute: Plan, batch: Batch): Promise<ItemResult> {
	const result = await finished(substitute, await run(substitute, batch), batch);
	return result.kind === 'failed'
		? { kind: 'failed', failure: afterFallback(substitute, result.failure) }
		: result;
}

async function finished(plan: Plan, generated: Generated, batch: Batch): Promise<ItemResult> {
	if (generated.kind === 'failed' || generated.kind === 'notStarted') return generated;
	const { itemIndex, options } = plan;
	// The price may have come after the purchase: without a limit nothing waits for it.
	const order = { ...generated.order, price: plan.price ?? generated.order.price };
	const result = await batch.finish({ ...generated, order, itemIndex, options }, batch.session);
	// A timed-out item that is output all the same isn't delivered yet.
	const isDelivered = result.kind === 'items' && generated.kind === 'completed';
	return isDelivered ? { ...result, delivers: generated.key } : result;
}

async function run(plan: Plan, batch: Batch): Promise<Generated> {
	const { deps, upload } = batch;
	const { options, callback } = plan;
	const makeBody = async () => await makeRequestBody(plan, upload);
	const job = { ...intentionOf(plan), makeBody, callback };
	const generated = await generate(job, patienceOf(options, batch.waiting), deps);
	return generated.kind === 'failed'
		? { ...generated, failure: withModelAdvice(plan.model, generated.failure) }
		: generated;
}

/** The inputs, with a URL for each medium; files are uploaded first. */
async function makeRequestBody(
	plan: Plan,
	upload: Batch['upload'],
): Promise<{ body: RequestBody } | { failure: Failure }> {
	const urls: Record<string, string> = {};
	for (const [place, medium] of Object.entries(plan.media)) {
		const uploaded = medium.kind === 'url' ? medium : await upload(medium);
		if ('failure' in uploaded) return uploaded;
		urls[place] = uploaded.url;
	}
	return { body: { ...plan.inputs, ...placeMedia(urls) } };
}
