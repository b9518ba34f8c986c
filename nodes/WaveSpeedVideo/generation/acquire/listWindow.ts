import type { WaveSpeedClient } from '../../api/client';
import { PAGE_SIZE } from '../../api/client';
import type { ListedPrediction } from '../../api/schemas';
import type { Runtime } from '../../base/runtime';

/** Pages read at most: five thousand jobs within minutes are another account's trouble. */
const MAX_PAGES = 50;

/** A difference of clocks that is believed (ms); a service may say anything. */
const MAX_OFF_MS = 48 * 3_600_000;

/** Clocks that differ by less are the same: the header tells seconds, and the answer took a while (ms). */
const SAME_CLOCK_MS = 60_000;

/** What the account's list has of a time. */
export interface ListWindow {
	listed: ListedPrediction[];
	/** How far the service's clock is ahead of n8n's, if noticeably (ms). */
	clockAheadMs: number;
}

/** All predictions of a time; undefined when a page can't be read. */
export async function readWindow(
	from: number,
	to: number,
	client: Pick<WaveSpeedClient, 'listPredictions'>,
	runtime: Runtime,
): Promise<ListedPrediction[] | undefined> {
	return (await readWindowByClock(from, to, client, runtime))?.listed;
}

/**
 * The same. `from` and `to` are times of n8n's clock: where the service's is another, the time is
 * longer, so that it holds what either of them means.
 */
export async function readWindowByClock(
	from: number,
	to: number,
	client: Pick<WaveSpeedClient, 'listPredictions'>,
	runtime: Runtime,
): Promise<ListWindow | undefined> {
	const found = new Map<string, ListedPrediction>();
	let includeInputs = true;
	let clockAheadMs = 0;
	for (let page = 1; page <= MAX_PAGES; page++) {
		runtime.checkStop();
		const createdAfter = from + Math.min(0, clockAheadMs);
		const createdBefore = to + Math.max(0, clockAheadMs);
		const filter = { createdAfter, createdBefore, page };
		let answer = await client.listPredictions({ ...filter, includeInputs });
		if (answer.kind === 'refused' && includeInputs) {
			// A service that refuses the wish for inputs is asked without it.
			includeInputs = false;
			answer = await client.listPredictions(filter);
		}
		if (answer.kind !== 'ok') return undefined;
		const before = found.size;
		for (const one of answer.value.predictions) found.set(one.prediction.id, one);
		const ahead = Math.trunc(answer.clockAheadMs ?? 0);
		if (clockAheadMs === 0 && isOff(ahead)) {
			// From the beginning: the longer time's first page may be the one just read.
			clockAheadMs = ahead;
			found.clear();
			page = 0;
			continue;
		}
		const isLast = answer.value.length < PAGE_SIZE;
		// A service that ignores `page` gives the same one for ever.
		if (isLast || found.size === before) return { listed: [...found.values()], clockAheadMs };
	}
	return undefined;
}

const isOff = (aheadMs: number) =>
	Math.abs(aheadMs) > SAME_CLOCK_MS && Math.abs(aheadMs) < MAX_OFF_MS;
