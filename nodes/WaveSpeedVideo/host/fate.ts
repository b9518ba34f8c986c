import type {
	INodeExecutionData,
	IRunExecutionData,
	ITaskData,
	ITaskDataConnections,
} from 'n8n-workflow';
import type { Fate } from '../base/lineage';

/**
 * An execution whose time is over by so much and that still waits goes on no more (ms): n8n marks one
 * as crashed whose process died while it was stored, and doesn't resume it by itself.
 */
const OVERDUE_MS = 3_600_000;

/**
 * What became of a prediction that an execution had in hand, by that execution's data. The node's own
 * run says `waiting` while it is parked; what was stopped, failed, or died with its process, has an
 * error. An execution that runs has none, but for the retry of a stopped one (n8n 2.x). One that was
 * killed between two nodes has none either: n8n puts an item of its own in the place of what a node
 * gave (`amend` in its execution-recovery.service).
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
	const { runData } = data.resultData;
	const runs = Object.values(runData).flat();
	// What waits or runs has no error. Stored, a date is a text; what goes on has none.
	const until = data.waitTill ? new Date(data.waitTill).getTime() : undefined;
	const hasEnded = tellsFailure(data) || now - (until ?? now) >= OVERDUE_MS;
	const waits = until !== undefined || runs.some((run) => run.executionStatus === 'waiting');
	const hasLeft = runs.some((run) => run.executionStatus !== 'waiting' && gives(run, predictionId));
	if (hasLeft) return waits && !hasEnded ? 'onItsWay' : 'handedOn';
	if (hasEnded) return 'lost';
	return waits ? 'open' : 'runs';
}

const itemsOf = (connections: ITaskDataConnections[string] | undefined): INodeExecutionData[] =>
	(connections ?? []).flatMap((items) => items ?? []);

/** Into an agent goes a text, or what is made of it. */
const gives = ({ data: { main, ...others } = {} }: ITaskData, predictionId: string): boolean =>
	itemsOf(main).some(
		({ json }) => json.predictionId === predictionId && json.error === undefined,
	) ||
	Object.values(others)
		.flatMap(itemsOf)
		.some(({ json }) => json.error === undefined && JSON.stringify(json).includes(predictionId));

/** Whether n8n has stored how it failed: one that it recovered after a kill between two nodes has no error. */
export const tellsFailure = ({ resultData }: Pick<IRunExecutionData, 'resultData'>): boolean =>
	resultData.error !== undefined ||
	Object.values(resultData.runData ?? {})
		.flat()
		.some(isRecovered);

/** Whether n8n has stored neither a failure nor an end, and it doesn't wait: nodes are still to be run. */
export const tellsNoEnd = (
	data: Pick<IRunExecutionData, 'resultData' | 'executionData' | 'waitTill'>,
): boolean =>
	!data.waitTill && !tellsFailure(data) && (data.executionData?.nodeExecutionStack.length ?? 0) > 0;

const isRecovered = ({ data }: ITaskData): boolean =>
	itemsOf(data?.main).some(({ json }) => json.isArtificialRecoveredEventItem === true);
