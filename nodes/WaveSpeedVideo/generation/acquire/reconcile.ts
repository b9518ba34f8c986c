import type { WaveSpeedClient } from '../../api/client';
import { PREDICTIONS_PAGE } from '../../api/endpoints';
import type { ListedPrediction, Prediction } from '../../api/schemas';
import type { Failure } from '../../api/failure';
import type { Ledger, LedgerEntry } from './ledger';
import type { Runtime } from '../../base/runtime';

/** Pauses before each look, in milliseconds: a new record may not be listed at once. */
const LOOKS_AFTER_MS = [1_000, 4_000, 10_000];

/** How far the service's clock may be off where the inputs prove which job it is (milliseconds). */
const CLOCK_SLACK_MS = 300_000;

/** … and where only model and time tell. Tight, so that nobody else's video is taken for ours. */
const BLIND_SLACK_MS = 5_000;

export type Lost = Extract<LedgerEntry, { state: 'unknown' }>;

interface Deps {
	client: Pick<WaveSpeedClient, 'listPredictions'>;
	ledger: Pick<Ledger, 'predictionIds' | 'lostCount'>;
	runtime: Runtime;
}

/**
 * Looks for a submission whose answer was lost among the account's recent predictions.
 * Adopts it when exactly one fits; anything else is a failure that says that money may be spent.
 */
export async function findLostSubmission(
	lost: Lost,
	deps: Deps,
): Promise<{ kind: 'found'; prediction: Prediction } | { kind: 'failed'; failure: Failure }> {
	let finding = '';
	for (const pause of LOOKS_AFTER_MS) {
		await deps.runtime.sleep(pause);
		const fitting = await look(lost, lost.model, deps);
		if (!fitting) {
			finding = 'the list of recent predictions could not be read';
			continue;
		}
		const [only, ...others] = fitting;
		if (!only) {
			// Another model may have answered; with the same inputs that is a hint, not a proof.
			const other = ((await look(lost, undefined, deps)) ?? []).filter(({ inputs }) => inputs);
			finding =
				other.length > 0
					? `no recent prediction of the model fits it, but of other models ${idsOf(other)}`
					: 'no recent prediction fits it';
			continue;
		}
		// Where several answers were lost and the list gives no inputs, nothing tells which job is whose.
		const isSure = only.inputs !== undefined || deps.ledger.lostCount() === 1;
		if (isSure && others.length === 0) return { kind: 'found', prediction: only.prediction };
		finding = `it could be one of these recent predictions, and nothing tells which (${idsOf(fitting)})`;
		if (fitting.length >= deps.ledger.lostCount()) break;
	}
	return {
		kind: 'failed',
		failure: {
			code: 'submission_unknown',
			message: `The answer to the submission was lost: ${lost.reason}`,
			spent: 'maybe',
			lasting: false,
			model: lost.model,
			advice: `The node looked for the job: ${finding}. It is not sent again by itself. Look under ${PREDICTIONS_PAGE} for a prediction of ${new Date(lost.submittedAt).toISOString()}; if there is none, run the item again in a new execution.`,
		},
	};
}

/** The recent predictions that could be the lost one; undefined when the list can't be read. */
async function look(
	lost: Lost,
	model: string | undefined,
	{ client, ledger }: Deps,
): Promise<ListedPrediction[] | undefined> {
	const filter = {
		model,
		createdAfter: lost.submittedAt - CLOCK_SLACK_MS,
		createdBefore: lost.lostAt + CLOCK_SLACK_MS,
	};
	// The inputs tell for sure which job it is; a service that refuses the wish is asked without it.
	let answer = await client.listPredictions({ ...filter, includeInputs: true });
	if (answer.kind === 'refused') answer = await client.listPredictions(filter);
	if (answer.kind !== 'ok') return undefined;
	const known = ledger.predictionIds();
	return answer.value.predictions.filter(
		(listed) =>
			!known.has(listed.prediction.id) &&
			(!model || !listed.prediction.model || listed.prediction.model === model) &&
			fits(listed, lost),
	);
}

const idsOf = (listed: ListedPrediction[]) =>
	listed.map(({ prediction }) => prediction.id).join(', ');

function fits(listed: ListedPrediction, lost: Lost): boolean {
	const { prediction, inputs } = listed;
	const createdAt = Date.parse(prediction.createdAt ?? '');
	const slack = inputs ? CLOCK_SLACK_MS : BLIND_SLACK_MS;
	const inTime = createdAt >= lost.submittedAt - slack && createdAt <= lost.lostAt + slack;
	if (!inTime) return false;
	return (
		!inputs ||
		Object.entries(lost.body).every(
			([name, value]) => JSON.stringify(inputs[name]) === JSON.stringify(value),
		)
	);
}
