import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createClient } from '../api/client';
import { checkBaseUrl } from '../api/endpoints';
import { runBatch } from '../generation/batch';
import type { Failure } from '../generation/failure';
import { openExperience } from '../generation/experience';
import { generate } from '../generation/generate';
import type { GenerateDeps, Generated } from '../generation/generate';
import { openLedger } from '../generation/ledger';
import type { RequestBody } from '../generation/ledger';
import { Turnstile } from '../generation/turnstile';
import { timeoutFailure } from '../generation/wait';
import { toErrorRow, toExecutionError, toNodeError } from '../host/errors';
import { createRuntime } from '../host/runtime';
import { isTool } from '../host/tool';
import { createSend, CREDENTIAL } from '../host/transport';
import type { PictureFile } from '../media/pictureFile';
import type { Uploaded } from '../media/upload';
import { createUploads } from '../media/uploads';
import { deliver, describeVideo } from './deliver';
import { addHints } from './hints';
import type { GenerateOperation } from './operation';
import type { Plan } from './plan';
import { planItem, readMaxConcurrent } from './plan';

type ItemResult =
	| { kind: 'item'; item: INodeExecutionData }
	| { kind: 'failed'; failure: Failure }
	/** Held back because another item failed. */
	| { kind: 'notStarted' };

/** Runs a generating operation for all items: all checks first, then all generations at once. */
export async function generateVideos(
	ctx: IExecuteFunctions,
	operation: GenerateOperation,
): Promise<INodeExecutionData[][]> {
	const runtime = createRuntime(ctx);
	try {
		runtime.checkStop();
		return [await runItems(ctx, operation, runtime)];
	} catch (error) {
		throw toExecutionError(ctx, error);
	}
}

async function runItems(
	ctx: IExecuteFunctions,
	operation: GenerateOperation,
	runtime: ReturnType<typeof createRuntime>,
): Promise<INodeExecutionData[]> {
	// An agent sees what a tool returns, and next to nothing of what it throws.
	const continues = ctx.continueOnFail() || isTool(ctx);
	const count = ctx.getInputData().length;
	const credential = await ctx.getCredentials(CREDENTIAL);
	const base = checkBaseUrl(credential.baseUrl);
	if ('problem' in base) {
		throw toNodeError(ctx, credentialFailure(base.problem), 0);
	}

	const planned = await runBatch(count, 1, async (index) => await planItem(ctx, operation, index));
	const results: ItemResult[] = planned.map((one) =>
		'failure' in one ? { kind: 'failed', ...one } : { kind: 'notStarted' },
	);
	if (!continues) throwFirst(ctx, results);
	const plans = planned.flatMap((one) => ('plan' in one ? [one.plan] : []));

	const maxAtOnce = readMaxConcurrent(ctx);
	const client = createClient(createSend(ctx, base.url, runtime), runtime.now);
	const turnstile = new Turnstile(maxAtOnce, runtime);
	const ledger = openLedger(ctx.getContext('node'));
	const deps: GenerateDeps = {
		client,
		ledger,
		turnstile,
		runtime,
		experience: openExperience(ctx.getWorkflowStaticData('node')),
		executionId: ctx.getExecutionId(),
	};
	const media = { ctx, client, runtime, apiUrl: base.url };
	const upload = createUploads(ctx.getContext('node'), media);

	await runBatch(plans.length, maxAtOnce, async (index) => {
		const plan = plans[index] as Plan;
		const { model } = operation;
		const makeBody = async () => await makeRequestBody(plan, upload);
		const wait = { timeoutMs: plan.options.timeoutMs, fixedDelayMs: plan.options.fixedDelayMs };
		const generated = await generate(
			{ key: plan.key, model: model.id, kind: plan.kind, makeBody, wait },
			deps,
		);
		const result = await finish(plan, operation, generated, media);
		results[plan.itemIndex] = result;
		// What is under way is paid and goes on; nothing new is bought for an execution that fails.
		if (result.kind === 'failed' && !continues) turnstile.close();
	});

	if (!continues) throwFirst(ctx, results);
	const made = results.flatMap((one) => (one.kind === 'item' ? [one.item] : []));
	addHints(ctx, operation.model, made, plans);
	return results.flatMap((one, index) => {
		if (one.kind === 'item') return [one.item];
		return one.kind === 'failed' ? [toErrorRow(one.failure, index)] : [];
	});
}

/** The inputs, with a URL for each picture; files are uploaded first. */
async function makeRequestBody(
	plan: Plan,
	upload: (picture: PictureFile) => Promise<Uploaded>,
): Promise<{ body: RequestBody } | { failure: Failure }> {
	const body: RequestBody = { ...plan.inputs };
	for (const [name, picture] of Object.entries(plan.pictures)) {
		const uploaded = picture.kind === 'url' ? picture : await upload(picture);
		if ('failure' in uploaded) return uploaded;
		body[name] = uploaded.url;
	}
	return { body };
}

/** From a generation to an output item: the download, or what stands in its place. */
async function finish(
	plan: Plan,
	{ model }: GenerateOperation,
	generated: Generated,
	media: Parameters<typeof deliver>[4],
): Promise<ItemResult> {
	if (generated.kind === 'failed' || generated.kind === 'notStarted') return generated;
	const { prediction, submittedAt } = generated;
	if (generated.kind === 'timeout') {
		if (!plan.options.returnOnTimeout) {
			return { kind: 'failed', failure: timeoutFailure(prediction, plan.options.timeoutMs) };
		}
		const json = describeVideo(plan, model, { ...prediction, status: 'processing' }, submittedAt);
		return { kind: 'item', item: { json, pairedItem: { item: plan.itemIndex } } };
	}
	const delivered = await deliver(plan, model, prediction, submittedAt, media);
	return 'item' in delivered
		? { kind: 'item', item: delivered.item }
		: { kind: 'failed', failure: delivered.failure };
}

/** Throws the first item's failure; its description says what was paid for the others. */
function throwFirst(ctx: IExecuteFunctions, results: ItemResult[]): void {
	const index = results.findIndex(({ kind }) => kind === 'failed');
	const first = results[index];
	if (first?.kind !== 'failed') return;
	const others = results.flatMap((one, other) => {
		if (other === index) return [];
		if (one.kind === 'item') {
			const { id, url } = one.item.json;
			return [`item ${other}: prediction ${String(id)} ${String(url ?? '')}`.trim()];
		}
		if (one.kind === 'failed' && one.failure.predictionId) {
			const { predictionId, code, url } = one.failure;
			return [`item ${other}: prediction ${predictionId} (${code}) ${url ?? ''}`.trim()];
		}
		return [];
	});
	const also = others.length > 0 ? `Also submitted in this execution: ${others.join('; ')}` : '';
	throw toNodeError(ctx, first.failure, index, also);
}

function credentialFailure(problem: string): Failure {
	return {
		code: 'invalid_credential',
		message: `The credential's Base URL cannot be used: ${problem}`,
		spent: 'no',
		lasting: false,
		advice: 'Correct it in the credential; the default is https://api.wavespeed.ai.',
	};
}
