import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runBatch } from '../base/batch';
import { invalidParameter } from '../api/failure';
import type { ItemResult } from './results';
import { throwFirst, toRows } from './results';
import type { Session } from './session';
import { openSession } from './session';

/** Look-ups at the same time: they cost nothing, but the API is not to be flooded. */
const AT_ONCE = 10;

/**
 * Runs an operation that buys nothing for each item, several at the same time. What the task throws
 * of a parameter (TypeError) becomes that item's failure.
 */
export async function eachItem(
	ctx: IExecuteFunctions,
	task: (session: Session, itemIndex: number) => Promise<ItemResult>,
): Promise<INodeExecutionData[]> {
	const session = await openSession(ctx);
	const count = ctx.getInputData().length;
	const results = await runBatch(count, AT_ONCE, async (itemIndex): Promise<ItemResult> => {
		try {
			return await task(session, itemIndex);
		} catch (error) {
			session.runtime.checkStop();
			const message = error instanceof Error ? error.message : String(error);
			return { kind: 'failed', failure: invalidParameter(message) };
		}
	});
	throwFirst(session, results);
	return toRows(results);
}
