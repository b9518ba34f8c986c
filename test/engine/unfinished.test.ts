import type { IRunExecutionData } from 'n8n-workflow';

import { age } from '../queue/ages';
import { sha256 } from '../../dev/world/world';
import { readFile } from './harness/binaryFiles';
import { useDeduplication } from './harness/deduplication';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runWorkflow, type RunOptions } from './harness/runWorkflow';
import { billedPrompts } from './harness/simulatorFacts';

/** Unfinished Videos = Output Too, in n8n's engine. */
useHost();
useFastClock(20);
useDeduplication();

const stored = new Map<string, IRunExecutionData>();

/** A run for such prompts. */
async function run({ credentials }: World, prompts: string[], more: Partial<RunOptions> = {}) {
	return await runWorkflow({
		credentials,
		items: prompts.map((prompt) => ({ json: { prompt, row: `row of ${prompt}` } })),
		parameters: textToVideo(
			{ prompt: '={{ $json.prompt }}' },
			{ unfinishedVideos: 'output', includeInputFields: true },
		),
		storedExecutions: stored,
		...more,
	});
}

test(
	'what an execution that failed has left behind comes behind one item, with its file, and is paired with none',
	onSimulator(async (world) => {
		world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 }, times: 1 });
		const failed = await run(world, ['lost a', 'lost b']);
		expect(failed.status).toBe('error');
		for (const prediction of world.predictions) age(prediction, 2 * 3_600_000);

		const later = await run(world, ['own'], {
			observe:
				"={{ (() => { try { return $('Source').item.json.row } catch { return 'none' } })() }}",
			settings: { onError: 'continueErrorOutput' },
		});

		expect(later.errorOutput).toEqual([]);
		const [own, ...more] = later.output;
		expect(own).toMatchObject({
			json: { prompt: 'own', row: 'row of own' },
			pairedItem: { item: 0 },
		});
		expect(more.map(({ json }) => json['prompt']).sort()).toEqual(['lost a', 'lost b']);
		for (const { json, binary, pairedItem } of more) {
			expect(json).toMatchObject({ unfinished: true, boughtByExecution: failed.executionId });
			// Else n8n pairs all with a single input item by itself.
			expect(pairedItem).toEqual([]);
			expect(json).not.toHaveProperty('row');
			const onCdn = await world.cdnFile(String(json['url']));
			expect(sha256(await readFile(binary?.['data']))).toBe(onCdn?.sha256);
		}
		// An expression for the item that it comes from finds none, rather than another's.
		expect(later.observed).toEqual(['row of own', 'none', 'none']);
		expect(billedPrompts(world)).toEqual(['lost a', 'lost b', 'own']);
	}),
);
