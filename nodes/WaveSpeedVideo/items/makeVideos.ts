import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runBatch } from '../base/batch';
import { openExperience } from '../generation/follow/experience';
import type { Failure } from '../api/failure';
import { generate } from '../generation/generate';
import type { GenerateDeps, Generated } from '../generation/generate';
import { openLedger } from '../generation/acquire/ledger';
import type { RequestBody } from '../generation/acquire/ledger';
import { submittedHere } from '../generation/acquire/submittedHere';
import { Turnstile } from '../generation/acquire/turnstile';
import type { MediaFile } from '../media/in/mediaFile';
import type { Uploaded } from '../media/in/upload';
import { createUploads } from '../media/in/uploads';
import { Budget, pricePlans } from './budget';
import { afterFallback, because, mayFallBack, planFallback } from './fallback';
import type { Finish } from './finish';
import { finish } from './finish';
import { addHints } from './hints';
import { readRunOptions } from './itemOptions';
import { isOnRecord } from './onRecord';
import type { Plan } from './plan';
import { kindOf, planItem } from './plan';
import type { ReadItem } from './readItem';
import type { ItemResult } from './results';
import { throwFirst, toRows } from './results';
import type { Session } from './session';
import { openSession } from './session';

/** What the items of one batch share. */
interface Batch {
	session: Session;
	deps: GenerateDeps;
	budget: Budget;
	livePrices: boolean;
	finish: Finish;
	upload(file: MediaFile): Promise<Uploaded>;
}

/** Generates a video for each item: all checks first, then all generations at once. */
export async function generateVideos(
	ctx: IExecuteFunctions,
	read: ReadItem,
	finishItem: Finish = finish,
): Promise<INodeExecutionData[]> {
	const session = await openSession(ctx);
	const { runtime, client, apiUrl, continues } = session;
	const { results, plans } = await planAll(session, read);
	throwFirst(session, results);

	const options = readRunOptions(ctx);
	const store = ctx.getContext('node');
	const ledger = openLedger(store, submittedHere(apiUrl));
	await pricePlans(plans, options.livePrices, client);
	const executionId = ctx.getExecutionId();
	const fresh = plans.filter(
		(plan) => !isOnRecord(plan, planFallback(ctx, plan), ledger, executionId),
	);
	const budget = new Budget(fresh, options);
	const refusal = await budget.check(client);
	if (refusal) {
		for (const { itemIndex } of fresh) results[itemIndex] = { kind: 'failed', failure: refusal };
	}
	// What is paid is delivered even then.
	const toMake = refusal ? plans.filter((plan) => !fresh.includes(plan)) : plans;

	const turnstile = new Turnstile(options.maxConcurrent, runtime);
	if (refusal && !continues) turnstile.close();
	const experience = openExperience(ctx.getWorkflowStaticData('node'));
	const batch: Batch = {
		session,
		deps: { client, ledger, turnstile, runtime, experience, executionId },
		budget,
		livePrices: options.livePrices,
		finish: finishItem,
		upload: createUploads(store, { ctx, client, runtime, apiUrl }),
	};
	await runBatch(toMake.length, options.maxConcurrent, async (index) => {
		const plan = toMake[index] as Plan;
		const result = await makeVideo(plan, batch);
		results[plan.itemIndex] = result;
		// What is under way is paid and goes on; nothing new is bought for an execution that fails.
		if (result.kind === 'failed' && !continues) turnstile.close();
	});

	throwFirst(session, results);
	const made = results.flatMap((one) => (one.kind === 'items' ? one.items : []));
	addHints(ctx, made, plans);
	return toRows(results);
}

/** Reads and checks all items. Nothing is sent. */
async function planAll(
	{ ctx }: Session,
	read: ReadItem,
): Promise<{ results: ItemResult[]; plans: Plan[] }> {
	const count = ctx.getInputData().length;
	const planned = await runBatch(count, 1, async (index) => await planItem(ctx, read, index));
	return {
		results: planned.map((one) =>
			'failure' in one ? { kind: 'failed', ...one } : { kind: 'notStarted' },
		),
		plans: planned.flatMap((one) => ('plan' in one ? [one.plan] : [])),
	};
}

/** One item's video, by the model asked for or the one that stands in for it. */
async function makeVideo(plan: Plan, batch: Batch): Promise<ItemResult> {
	const { session, deps, budget, livePrices, finish: finishItem } = batch;
	const substitute = planFallback(session.ctx, plan);
	// A retry goes on with the substitute that an earlier try has bought.
	if (substitute && deps.ledger.get(substitute.key)) {
		return await makeInstead(substitute, batch);
	}
	const generated = await run(plan, batch);
	if (generated.kind !== 'failed' || !substitute || !mayFallBack(generated.failure)) {
		return await finishItem(plan, generated, session);
	}
	await pricePlans([substitute], livePrices, deps.client);
	if (!budget.replace(plan, substitute)) {
		const advice = `${substitute.model.name} would go beyond Max Cost per Run. ${generated.failure.advice}`;
		return { kind: 'failed', failure: { ...generated.failure, advice } };
	}
	const instead = because(substitute, generated.failure);
	session.runtime.log('warn', `${plan.model.id} failed; using ${instead.model.id} instead`);
	return await makeInstead(instead, batch);
}

async function makeInstead(substitute: Plan, batch: Batch): Promise<ItemResult> {
	const generated = await run(substitute, batch);
	const result = await batch.finish(substitute, generated, batch.session);
	return result.kind === 'failed'
		? { kind: 'failed', failure: afterFallback(substitute, result.failure) }
		: result;
}

async function run(plan: Plan, { deps, upload }: Batch): Promise<Generated> {
	const { key, model, options } = plan;
	const makeBody = async () => await makeRequestBody(plan, upload);
	const wait = { timeoutMs: options.timeoutMs, fixedDelayMs: options.fixedDelayMs };
	return await generate({ key, model: model.id, kind: kindOf(plan), makeBody, wait }, deps);
}

/** The inputs, with a URL for each medium; files are uploaded first. */
async function makeRequestBody(
	plan: Plan,
	upload: Batch['upload'],
): Promise<{ body: RequestBody } | { failure: Failure }> {
	const body: RequestBody = { ...plan.inputs };
	for (const [name, medium] of Object.entries(plan.media)) {
		const uploaded = medium.kind === 'url' ? medium : await upload(medium);
		if ('failure' in uploaded) return uploaded;
		body[name] = uploaded.url;
	}
	return { body };
}
