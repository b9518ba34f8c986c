import type { INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';
import type { ParkedFate } from '../base/lineage';

/**
 * An execution whose time is over by so much and that still waits goes on no more (ms): n8n marks one
 * as crashed whose process died while it was stored, and doesn't resume it by itself.
 */
const OVERDUE_MS = 3_600_000;

/**
 * What became of a prediction that an execution was parked for, by that execution's data. Its node's
 * own run says `waiting` until it goes on; one that is stopped, or whose worker died, has an error.
 *
 * @param now milliseconds since 1970
 * @param data undefined when n8n has none: executions that succeed may not be kept, so that it is
 *   taken for handed on
 */
export function parkedFate(
	data: Pick<IRunExecutionData, 'resultData' | 'waitTill'> | undefined,
	predictionId: string,
	now: number,
): ParkedFate {
	if (!data) return 'handedOn';
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
