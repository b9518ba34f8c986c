import { createHash } from 'crypto';
import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';
import type { LiveModel } from '../api/liveModels';
import { createClient } from '../api/client';
import { checkBaseUrl } from '../api/endpoints';
import type { Runtime } from '../base/runtime';
import { createSend, CREDENTIAL } from './transport';

/** The list is some 2 MB; WaveSpeed's own tools keep it for an hour too (milliseconds). */
const KEEP_MS = 3_600_000;

/** Of how many accounts lists are kept, the latest used. */
const MAX_LISTS = 5;

const lists = new Map<string, { at: number; models: Promise<LiveModel[]> }>();

/** For requests from the panel: nothing can be stopped, nobody watches. */
const panelRuntime = (ctx: ILoadOptionsFunctions): Runtime => ({
	now: () => Date.now(),
	random: () => Math.random(),
	sleep,
	checkStop: () => {},
	log: (level, message, facts) => ctx.logger[level](`[WaveSpeed Video] ${message}`, facts),
	tell: () => {},
});

/**
 * The account's models that give videos, kept for an hour per credential.
 *
 * @throws an n8n error that says why the list can't be had
 */
export async function videoModels(
	ctx: ILoadOptionsFunctions | IExecuteFunctions,
	runtime = panelRuntime(ctx as ILoadOptionsFunctions),
): Promise<LiveModel[]> {
	const credential = await ctx.getCredentials(CREDENTIAL);
	const base = checkBaseUrl(credential.baseUrl);
	if ('problem' in base) {
		throw new NodeOperationError(ctx.getNode(), `The credential's Base URL: ${base.problem}`);
	}
	const account = createHash('sha256')
		.update(`${base.url} ${String(credential.apiKey)}`)
		.digest('hex');
	const kept = lists.get(account);
	lists.delete(account);
	if (kept && runtime.now() - kept.at < KEEP_MS) {
		lists.set(account, kept);
		return await kept.models;
	}
	const models = fetchModels(ctx, base.url, runtime);
	lists.set(account, { at: runtime.now(), models });
	for (const oldest of lists.keys()) {
		if (lists.size <= MAX_LISTS) break;
		lists.delete(oldest);
	}
	models.catch(() => lists.delete(account));
	return await models;
}

async function fetchModels(
	ctx: ILoadOptionsFunctions | IExecuteFunctions,
	apiUrl: string,
	runtime: Runtime,
): Promise<LiveModel[]> {
	const client = createClient(createSend(ctx, apiUrl, runtime), runtime.now);
	const answer = await client.listModels();
	if (answer.kind === 'ok') return answer.value.filter(({ type }) => type.endsWith('to-video'));
	const why = answer.kind === 'refused' ? answer.failure.message : answer.reason;
	throw new NodeOperationError(ctx.getNode(), `WaveSpeed's list of models can't be read: ${why}`, {
		description: answer.kind === 'refused' ? answer.failure.advice : 'Try again.',
	});
}
