import type { INodeExecutionData } from 'n8n-workflow';
import type { Host } from '../base/host';
import { runBatch } from '../base/runBatch';
import type { ItemResult } from './results';
import { throwFirst, toRows } from './results';
import type { Session } from './session';
import { openSession } from './session';
import { readingFailure } from './plan';

/** Look-ups at the same time: they cost nothing, but the API is not to be flooded. */
const AT_ONCE = 10;

/**
 * Runs an operation that buys nothing for each item, several at the same time. What the task throws
 * becomes that item's failure.
 */
export async function eachItem(
	host: Host,
	task: (session: Session, itemIndex: number) => Promise<ItemResult>,
	atOnce = AT_ONCE,
): Promise<INodeExecutionData[]> {
	const session = await openSession(host);
	const count = host.items.length;
	const results = await runBatch(count, atOnce, async (itemIndex): Promise<ItemResult> => {
		try {
			return await task(session, itemIndex);
		} catch (error) {
			session.runtime.checkStop();
			return { kind: 'failed', failure: readingFailure(error) };
		}
	});
	throwFirst(session, results);
	return toRows(results);
}
