import type { INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';
import type { Fate } from '../base/lineage';

/**
 * An execution whose time is over by so much and that still waits goes on no more (ms): n8n marks one
 * as crashed whose process died while it was stored, and doesn't resume it by itself.
 */
const OVERDUE_MS = 3_600_000;

/**
 * What became of a prediction that an execution had in hand, by that execution's data. The node's own
 * run says `waiting` while it is parked; what was stopped, failed, or died with its process, has an
 * error. An execution that runs has none, but for the retry of a stopped one (n8n 2.x).
 *
 * @param now milliseconds since 1970
 * @param data undefined when n8n has none: executions that succeed may not be kept
 */
export function fateIn(
	data: Pick<IRunExecutionData, 'resultData' | 'waitTill'> | undefined,
	predictionId: string,
	now: number,
): Fate {
	if (!data) return 'gone';
	const { runData, error } = data.resultData;
	const hasLeft = Object.values(runData)
		.flat()
		.some((run) => run.executionStatus !== 'waiting' && gives(run, predictionId));
	if (hasLeft) return 'handedOn';
	// What waits or runs has no error. Stored, a date is a text; what goes on has none.
	const until = data.waitTill ? new Date(data.waitTill).getTime() : now;
	return error === undefined && now - until < OVERDUE_MS ? 'open' : 'lost';
}

const gives = ({ data }: ITaskData, predictionId: string): boolean =>
	(data?.main ?? [])
		.flatMap((items): INodeExecutionData[] => items ?? [])
		.some(({ json }) => json.predictionId === predictionId && json.error === undefined);
