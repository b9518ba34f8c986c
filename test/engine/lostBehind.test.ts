import type { IRunExecutionData } from 'n8n-workflow';

import { age } from '../queue/ages';
import { useDeduplication } from './harness/deduplication';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runWorkflow } from './harness/runWorkflow';
import { billedPrompts } from './harness/simulatorFacts';

/** Videos that left the node in executions that n8n has lost since, in n8n's engine. */
useHost();
useFastClock(20);
useDeduplication();

test(
	'of what has left the node, a later run outputs what n8n has lost, and nothing that it has',
	onSimulator(async (world) => {
		const stored = new Map<string, IRunExecutionData>();
		const run = async (prompt: string, unfinishedVideos: string) =>
			await runWorkflow({
				credentials: world.credentials,
				parameters: textToVideo({ prompt }, { unfinishedVideos }),
				storedExecutions: stored,
			});
		const lost = await run('lost', 'ignore');
		await run('kept', 'ignore');
		const deleted = await run('deleted', 'ignore');
		const begun = await run('begun', 'ignore');
		const failed = await run('failed behind', 'ignore');
		stored.delete(deleted.executionId);
		const change = (id: string, data: Partial<IRunExecutionData['resultData']>) => {
			const before = stored.get(id) as IRunExecutionData;
			stored.set(id, { ...before, resultData: { ...before.resultData, ...data } });
		};
		const error = new Error('Job failed to be processed too many times') as never;
		change(lost.executionId, { runData: {}, error });
		change(begun.executionId, { runData: {} });
		change(failed.executionId, { error });
		for (const prediction of world.predictions) age(prediction, 2 * 3_600_000);

		const later = await run('own', 'output');

		expect(later.output.map(({ json }) => json['prompt'])).toEqual(['own', 'lost']);
		expect(later.output[1]?.json).toMatchObject({
			unfinished: true,
			handedOnBefore: true,
			boughtByExecution: lost.executionId,
		});
		const hints = later.hints.map(({ message }) => message).join('\n');
		const named = world.predictions.filter(({ id }) => hints.includes(id));
		expect(named.map(({ inputs }) => inputs['prompt'])).toEqual(['lost']);
		expect(billedPrompts(world)).toHaveLength(6);
	}),
);
