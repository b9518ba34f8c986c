import type { WaveSpeedClient } from '../../api/client';
import { PAGE_SIZE } from '../../api/client';
import type { ReadResult } from '../../api/answers';
import type { Prediction } from '../../api/schemas';
import type { FailedLook } from './waitResult';

/** How far the service's clock may be off, or its list be cut (milliseconds). */
const SLACK_MS = 60_000;

/** Pages beyond those that our own jobs fill: other clients of the account submit as well. */
const MORE_PAGES = 2;

/** What the list shows, by id. */
export type States = ReadonlyMap<string, Prediction>;

export type ListLook = { kind: 'states'; states: States } | { kind: 'failed'; look: FailedLook };

/**
 * Looks at many predictions by the account's list, newest first. Reads on until all are found, and
 * no further than makes sense: what the list lacks is not in the states.
 *
 * @param createdAt of the oldest, in milliseconds since 1970
 * @param timeoutMs of each request
 */
export async function lookByList(
	ids: ReadonlySet<string>,
	createdAt: number,
	timeoutMs: number,
	client: Pick<WaveSpeedClient, 'listPredictions'>,
): Promise<ListLook> {
	const states = new Map<string, Prediction>();
	const missing = new Set(ids);
	const pages = Math.ceil(ids.size / PAGE_SIZE) + MORE_PAGES;
	const createdAfter = Math.max(0, createdAt - SLACK_MS);
	for (let page = 1; page <= pages; page++) {
		const answer = await client.listPredictions({ page, createdAfter }, timeoutMs);
		if (answer.kind !== 'ok') {
			if (page === 1) return { kind: 'failed', look: failedLook(answer) };
			break;
		}
		const before = states.size;
		for (const { prediction } of answer.value.predictions) {
			states.set(prediction.id, prediction);
			missing.delete(prediction.id);
		}
		// A list that ignores `page` gives the same again.
		const isLast = answer.value.length < PAGE_SIZE || states.size === before;
		if (missing.size === 0 || isLast) break;
	}
	return { kind: 'states', states };
}

/** What a read that gave nothing means for following. */
export function failedLook(answer: Exclude<ReadResult<unknown>, { kind: 'ok' }>): FailedLook {
	if (answer.kind === 'refused') {
		const { failure } = answer;
		return { reason: `HTTP ${failure.httpStatus ?? '?'}: ${failure.message}`, refusal: failure };
	}
	const { reason, httpStatus, retryAfterMs } = answer;
	return { reason, rateLimited: httpStatus === 429, retryAfterMs };
}
