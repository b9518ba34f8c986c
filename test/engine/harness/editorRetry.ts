import { deepCopy, type IRunExecutionData, type Workflow } from 'n8n-workflow';

/** Data after its way through n8n's database, where only what JSON can hold survives. */
export function asStored<T>(data: T): T {
	return JSON.parse(JSON.stringify(data)) as T;
}

/**
 * What n8n hands to the engine when a person presses Retry on a failed execution: the stored run
 * data without the failed run of the last node (`ExecutionService.retry` of the n8n package).
 *
 * @param current the workflow as saved now ("Retry with currently saved workflow"); without it
 * the nodes stay as they were when the execution failed ("Retry with original workflow").
 */
export function dataForRetry(stored: IRunExecutionData, current?: Workflow): IRunExecutionData {
	const data = deepCopy(stored);
	const { lastNodeExecuted, runData } = data.resultData;
	if (lastNodeExecuted) {
		delete data.resultData.error;
		const runs = runData[lastNodeExecuted] ?? [];
		if (runs.at(-1)?.error !== undefined) runs.pop();
	}
	if (current) {
		for (const entry of data.executionData?.nodeExecutionStack ?? []) {
			const node = current.getNode(entry.node.name);
			if (!node) throw new Error(`The saved workflow has no node ${entry.node.name}`);
			entry.node = node;
		}
	}
	return data;
}
