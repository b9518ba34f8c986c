import { PREDICTIONS_PAGE } from '../../api/endpoints';
import type { Failure } from '../../api/failure';
import type { Prediction } from '../../api/schemas';
import { hashOfSent, traceLost } from './lostSubmissions';
import type { Lost, Trace } from './lostSubmissions';
import type { SubmitDeps } from './submit';

/** Pauses before each look, in milliseconds: a new record may not be listed at once. */
const LOOKS_AFTER_MS = [1_000, 4_000, 10_000];

/** How often another execution's submission is asked after (milliseconds). */
const ASK_EVERY_MS = 500;

/** So long after a lost answer a list that lacks the job is proof that there is none (milliseconds). */
const LISTED_FOR_SURE_MS = 120_000;

/** What a search for a lost submission gave. */
export type Found =
	| { kind: 'found'; prediction: Prediction }
	/** It was certainly not accepted, or a person wants it bought again. */
	| { kind: 'buy'; spent: 'no' | 'maybe' }
	| { kind: 'failed'; failure: Failure };

/**
 * Searches for lost submissions: those that are lost at the same time are looked for together, while
 * no submission of this execution is under way, so that one listing serves all.
 */
export class LostSearch {
	private waiting: Array<{
		key: string;
		resolve: (found: Found) => void;
		reject: (error: unknown) => void;
	}> = [];

	constructor(private readonly deps: SubmitDeps) {}

	async find(key: string): Promise<Found> {
		return await new Promise<Found>((resolve, reject) => {
			this.waiting.push({ key, resolve, reject });
			if (this.waiting.length > 1) return;
			// Stopped before its turn: nobody is served any more.
			const refuse = (error: unknown) => this.waiting.splice(0).forEach((one) => one.reject(error));
			this.deps.turnstile.alone(async () => await this.serve()).catch(refuse);
		});
	}

	private async serve(): Promise<void> {
		const served = this.waiting;
		this.waiting = [];
		try {
			const results = await searchAll(
				served.map(({ key }) => key),
				this.deps,
			);
			for (const { key, resolve } of served) resolve(results.get(key) as Found);
		} catch (error) {
			for (const { reject } of served) reject(error);
		}
	}
}

async function searchAll(keys: string[], deps: SubmitDeps): Promise<Map<string, Found>> {
	const { ledger, client, runtime } = deps;
	const results = new Map<string, Found>();
	const known = new Set([...ledger.predictionIds()]);
	const lostOf = () =>
		keys
			.filter((key) => !results.has(key))
			.flatMap((key) => {
				const purchase = ledger.get(key);
				return purchase?.state === 'unknown' ? [purchase] : [];
			});
	const settle = (key: string, prediction: Prediction) => {
		known.add(prediction.id);
		results.set(key, { kind: 'found', prediction });
	};

	let traces: Map<string, Trace> | undefined;
	for (const pause of LOOKS_AFTER_MS) {
		await runtime.sleep(pause);
		const lost = lostOf();
		if (lost.length === 0) break;
		await othersSettled(lost, deps);
		for (const id of ledger.predictionIds()) known.add(id);
		traces = await traceLost(lost, known, client, runtime);
		for (const [key, { found }] of traces ?? []) if (found) settle(key, found.prediction);
	}
	for (const lost of lostOf()) {
		const trace = traces?.get(lost.key);
		const named = trace?.candidates.find(
			({ prediction }) => deps.lost.adopt.includes(prediction.id) && !known.has(prediction.id),
		);
		if (named) settle(lost.key, named.prediction);
		else results.set(lost.key, notFound(lost, trace, deps));
	}
	return results;
}

/** Equal submissions of other executions in this process: their answers tell whose job is whose. */
async function othersSettled(lost: Lost[], { record, runtime }: SubmitDeps): Promise<void> {
	const ours = new Set(lost.map(({ order, body }) => hashOfSent(order.model, body)));
	// By short sleeps, so that a stop ends it at once.
	while ([...record.underWay.values()].some((sent) => ours.has(sent))) {
		await runtime.sleep(ASK_EVERY_MS);
	}
}

function notFound(lost: Lost, trace: Trace | undefined, deps: SubmitDeps): Found {
	const { lost: wish, isRetry, runtime } = deps;
	if (wish.buyAgain) return { kind: 'buy', spent: 'maybe' };
	const isOurs = lost.account === undefined || lost.account === deps.account;
	const isListed = isOurs && runtime.now() - lost.lostAt >= LISTED_FOR_SURE_MS;
	// A person's retry, and a list that was read to its end and has no such job.
	if (isRetry && isListed && trace?.candidates.length === 0) return { kind: 'buy', spent: 'no' };

	const ids = (trace?.candidates ?? [])
		.slice(0, 10)
		.map(({ prediction: { id, model } }) =>
			model && model !== lost.order.model ? `${id} (${model})` : id,
		);
	const finding = !isOurs
		? 'it was sent with another credential, whose list this one doesn’t see'
		: !trace
			? 'the list of recent predictions could not be read'
			: ids.length === 0
				? 'no recent prediction fits it'
				: `it could be one of these, and nothing proves which: ${ids.join(', ')}`;
	const advice = [
		`The node looked for the job: ${finding}. It is not sent again by itself.`,
		ids.length > 0
			? 'To take one, put its ID into the option Adopt Predictions and retry the execution.'
			: !isOurs
				? 'Set the credential that it was sent with again and retry the execution: the node finds the job.'
				: `Look under ${PREDICTIONS_PAGE} for a prediction of ${new Date(lost.submittedAt).toISOString()}, or retry the execution after two minutes: the node looks again, and submits anew when the list proves that nothing was bought.`,
		'To buy it again in any case, set the option Lost Submission to Buy Again and retry.',
	].join(' ');
	return {
		kind: 'failed',
		failure: {
			code: 'submission_unknown',
			message: `The answer to the submission was lost: ${lost.reason}`,
			spent: 'maybe',
			lasting: false,
			purchase: lost.key,
			model: lost.order.model,
			advice,
		},
	};
}
