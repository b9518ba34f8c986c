import type { INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';
import type { ParkedFate } from '../base/lineage';

/**
 * What became of a prediction that an execution was parked for, by that execution's data. Its node's
 * own run says `waiting` until it goes on; one that is stopped, or whose worker died, has an error.
 *
 * @param data undefined when n8n has none: executions that succeed may not be kept, so that it is
 *   taken for handed on
 */
export function parkedFate(
	data: Pick<IRunExecutionData, 'resultData'> | undefined,
	predictionId: string,
): ParkedFate {
	if (!data) return 'handedOn';
	const { runData, error } = data.resultData;
	const hasLeft = Object.values(runData)
		.flat()
		.some((run) => run.executionStatus !== 'waiting' && gives(run, predictionId));
	if (hasLeft) return 'handedOn';
	// A retry has the error in a row of its own; what waits or runs has none.
	return error === undefined ? 'open' : 'lost';
}

const gives = ({ data }: ITaskData, predictionId: string): boolean =>
	(data?.main ?? [])
		.flatMap((items): INodeExecutionData[] => items ?? [])
		.some(({ json }) => json.predictionId === predictionId && json.error === undefined);
