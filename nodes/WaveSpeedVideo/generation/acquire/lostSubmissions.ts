import type { WaveSpeedClient } from '../../api/client';
import type { ListedPrediction } from '../../api/schemas';
import { hashOf } from '../../base/canonical';
import type { Runtime } from '../../base/runtime';
import { parseTime } from '../../base/time';
import { hasInputs, isSameOrder } from './equalInputs';
import { readWindowByClock } from './listWindow';
import type { Purchase } from './purchase';

/** How far the service's clock may be off where the inputs prove which job it is (milliseconds). */
const CLOCK_SLACK_MS = 300_000;

/** … and where only model and time tell: such a job is named, never taken. */
const BLIND_SLACK_MS = 30_000;

/** A submission whose answer was lost. */
export type Lost = Extract<Purchase, { state: 'unknown' }>;

/** What a look at the account's recent predictions says of one lost submission. */
export interface Trace {
	/** The job, proven by equal inputs. */
	found?: ListedPrediction;
	/** Jobs that it could be; nothing proves it. */
	candidates: ListedPrediction[];
}

/**
 * Looks for lost submissions among the account's recent predictions, for all of them at once.
 * A job is taken only on proof: the same model and equal inputs. Equal submissions are
 * interchangeable.
 *
 * @param known ids of predictions that are somebody's already
 * @returns undefined when the list can't be read to its end
 */
export async function traceLost(
	lost: Lost[],
	known: ReadonlySet<string>,
	client: Pick<WaveSpeedClient, 'listPredictions'>,
	runtime: Runtime,
): Promise<Map<string, Trace> | undefined> {
	const from = Math.min(...lost.map(({ submittedAt }) => submittedAt)) - CLOCK_SLACK_MS;
	const to = Math.max(...lost.map(({ lostAt }) => lostAt)) + CLOCK_SLACK_MS;
	const window = await readWindowByClock(from, to, client, runtime);
	if (!window) return undefined;

	const { clockAheadMs } = window;
	const free = window.listed.filter(({ prediction }) => !known.has(prediction.id));
	const taken = new Set<string>();
	const traces = new Map<string, Trace>();
	for (const one of lost) {
		const proven = free
			.filter((job) => !taken.has(job.prediction.id) && isProven(job, one, clockAheadMs))
			.sort((a, b) => distance(a, one) - distance(b, one));
		const [found] = proven;
		if (found) taken.add(found.prediction.id);
		const candidates = found ? [] : free.filter((job) => mayBe(job, one, clockAheadMs));
		traces.set(one.key, { found, candidates });
	}
	// What another lost one has taken is nobody's candidate any more.
	for (const trace of traces.values()) {
		trace.candidates = trace.candidates.filter(({ prediction }) => !taken.has(prediction.id));
	}
	return traces;
}

const createdAt = ({ prediction }: ListedPrediction) => parseTime(prediction.createdAt) ?? NaN;

const distance = (job: ListedPrediction, { submittedAt }: Lost) =>
	Math.abs(createdAt(job) - submittedAt);

/** By n8n's clock or the service's, which may have been set since. */
function isInTime(
	job: ListedPrediction,
	{ submittedAt, lostAt }: Lost,
	slack: number,
	ahead: number,
): boolean {
	const at = createdAt(job);
	return [at, at - ahead].some((one) => one >= submittedAt - slack && one <= lostAt + slack);
}

function isOfModel({ prediction }: ListedPrediction, { order }: Lost): boolean {
	return !prediction.model || prediction.model === order.model;
}

function isProven(job: ListedPrediction, lost: Lost, ahead: number): boolean {
	const { inputs } = job;
	if (!inputs || !isSameOrder(inputs, lost.body)) return false;
	return isInTime(job, lost, CLOCK_SLACK_MS, ahead) && isOfModel(job, lost);
}

/** Without inputs only model and time tell; with equal inputs another model may have answered. */
function mayBe(job: ListedPrediction, lost: Lost, ahead: number): boolean {
	if (job.inputs) {
		return isInTime(job, lost, CLOCK_SLACK_MS, ahead) && hasInputs(job.inputs, lost.body);
	}
	return isInTime(job, lost, BLIND_SLACK_MS, ahead) && isOfModel(job, lost);
}

/** What was sent, for comparing submissions that are under way. */
export const hashOfSent = (model: string, body: object): string => hashOf([model, body]);
