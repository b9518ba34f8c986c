import type { WaveSpeedClient } from '../../api/client';
import { PAGE_SIZE } from '../../api/client';
import type { ListedPrediction } from '../../api/schemas';
import type { Runtime } from '../../base/runtime';

/** Pages read at most: five thousand jobs within minutes are another account's trouble. */
const MAX_PAGES = 50;

/** All predictions of a time; undefined when a page can't be read. */
export async function readWindow(
	from: number,
	to: number,
	client: Pick<WaveSpeedClient, 'listPredictions'>,
	runtime: Runtime,
): Promise<ListedPrediction[] | undefined> {
	const found = new Map<string, ListedPrediction>();
	let includeInputs = true;
	for (let page = 1; page <= MAX_PAGES; page++) {
		runtime.checkStop();
		const filter = { createdAfter: from, createdBefore: to, page };
		let answer = await client.listPredictions({ ...filter, includeInputs });
		if (answer.kind === 'refused' && includeInputs) {
			// A service that refuses the wish for inputs is asked without it.
			includeInputs = false;
			answer = await client.listPredictions(filter);
		}
		if (answer.kind !== 'ok') return undefined;
		const before = found.size;
		for (const one of answer.value.predictions) found.set(one.prediction.id, one);
		const isLast = answer.value.length < PAGE_SIZE;
		// A service that ignores `page` gives the same one for ever.
		if (isLast || found.size === before) return [...found.values()];
	}
	return undefined;
}
