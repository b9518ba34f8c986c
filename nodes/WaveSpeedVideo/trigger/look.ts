import type { ReadResult } from '../api/answers';
import type { WaveSpeedClient } from '../api/client';
import { PAGE_SIZE } from '../api/client';
import type { Prediction } from '../api/schemas';
import type { Runtime } from '../base/runtime';
import type { LookPlan } from './watch';
import type { WatchState } from './watchState';

/** A hundred thousand predictions. */
const MAX_PAGES = 1_000;

/** Full pages in a row that bring nothing new: the service ignores which page is asked for. */
const MAX_WITHOUT_NEWS = 2;

interface LookDeps {
	client: Pick<WaveSpeedClient, 'listPredictions' | 'getPrediction'>;
	runtime: Pick<Runtime, 'checkStop'>;
}

/**
 * Reads what a look is to read.
 *
 * @returns all of it, or why a part could not be had: half a look would miss what it doesn't know of
 */
export async function readLook(
	plan: LookPlan,
	open: WatchState['open'],
	deps: LookDeps,
): Promise<ReadResult<Prediction[]>> {
	const listed = await readList(plan.from, deps);
	if (listed.kind !== 'ok') return listed;
	const singles: Prediction[] = [];
	for (const id of plan.singles) {
		deps.runtime.checkStop();
		const answer = await deps.client.getPrediction(id);
		if (answer.kind === 'ok' && answer.value.id === id) singles.push(answer.value);
		if (answer.kind === 'transient') return answer;
		if (answer.kind !== 'refused') continue;
		// The key is refused, say. But one that is unknown has been deleted.
		if (answer.failure.httpStatus !== 404) return answer;
		singles.push(deleted(id, open[id]));
	}
	return { kind: 'ok', value: [...listed.value, ...singles] };
}

/** Pages of the account's list, the newest first. */
export async function readList(
	from: number,
	{ client, runtime }: LookDeps,
	enough: (found: Prediction[]) => boolean = () => false,
): Promise<ReadResult<Prediction[]>> {
	const found: Prediction[] = [];
	const ids = new Set<string>();
	let withoutNews = 0;
	for (let page = 1; page <= MAX_PAGES; page++) {
		runtime.checkStop();
		const answer = await client.listPredictions({ createdAfter: from, page });
		if (answer.kind !== 'ok') return answer;
		const before = ids.size;
		for (const { prediction } of answer.value.predictions) {
			found.push(prediction);
			ids.add(prediction.id);
		}
		withoutNews = ids.size > before ? 0 : withoutNews + 1;
		const isLast = answer.value.length < PAGE_SIZE || withoutNews >= MAX_WITHOUT_NEWS;
		if (isLast || enough(found)) break;
	}
	return { kind: 'ok', value: found };
}

const deleted = (id: string, createdAt = 0): Prediction => ({
	id,
	model: '',
	status: 'deleted',
	outputs: [],
	error: '',
	createdAt: new Date(createdAt).toISOString(),
});
