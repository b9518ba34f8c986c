import type { INode } from 'n8n-workflow';

import { about } from '../../dev/simulator';
import { PATIENT_EXAMPLE, readExample, type WorkflowContent } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import { builtIn } from '../../dev/world/workflows';
import { paidPrompts, requestsFor } from './generations';
import { outcomesOf } from './parkedRuns';
import { useWorld } from './useWorld';

const world = useWorld();
afterEach(() => expect(world().simulator.unexpected).toEqual([]));

const FETCH = 'Fetch Videos';

/** The example with several prompts, and with pauses of so many seconds: else its own. */
async function patient(prompts: string[], seconds?: number): Promise<WorkflowContent> {
	const { nodes, connections, ...rest } = await readExample(PATIENT_EXAMPLE);
	const split = {
		...builtIn('Split', 'splitOut', 1, { fieldToSplitOut: 'items', options: {} }),
		id: 'split',
		position: [0, 0] as INode['position'],
	};
	const changes: Record<string, INode['parameters']> = {
		Wait: seconds === undefined ? {} : { amount: seconds },
		'Write Prompt': {
			mode: 'raw',
			jsonOutput: JSON.stringify({ items: prompts.map((prompt) => ({ prompt })) }),
		},
	};
	const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
	return {
		...rest,
		nodes: [
			split,
			...nodes.map((node) => ({
				...node,
				parameters: { ...node.parameters, ...changes[node.name] },
			})),
		],
		connections: { ...connections, 'Write Prompt': to('Split'), Split: to('WaveSpeed Video') },
	};
}

test('the example has at most eight nodes beside its notes', async () => {
	const { nodes } = await readExample(PATIENT_EXAMPLE);
	expect(nodes.filter(({ type }) => !type.endsWith('stickyNote')).length).toBeLessThanOrEqual(8);
});

test('its pause is clearly longer than what n8n waits for in the worker: 65 s by a clock that it reads twice', async () => {
	const { nodes } = await readExample(PATIENT_EXAMPLE);
	const wait = nodes.find(({ name }) => name === 'Wait');
	expect(wait?.parameters).toMatchObject({ unit: 'seconds' });
	expect(wait?.parameters['amount']).toBeGreaterThan(66);
});

test('all videos come together, in order, after as many rounds as the slowest takes; what failed leaves by the error branch', async () => {
	const { simulator } = world();
	simulator.settings.jobSeconds = ({ inputs }) => (inputs['prompt'] === 'slow' ? 9 : 2);
	simulator.misbehave({ on: 'job', fault: { kind: 'moderated' }, matching: about('refused') });
	// An outage that lasts a whole look is no failure.
	simulator.misbehave({ on: 'poll', fault: { kind: 'status', status: 503 }, times: 8, after: 3 });
	const prompts = ['slow', 'a', 'refused', 'b'];
	const execution = await world().run(await patient(prompts, 2));

	expect(execution.status).toBe('success');
	const videos = execution.items(FETCH);
	expect(videos.map(({ json }) => json['status'])).toEqual(['completed', 'completed', 'completed']);
	const ids = ['slow', 'a', 'b'].map(
		(prompt) => simulator.billed.find(({ inputs }) => inputs['prompt'] === prompt)?.id,
	);
	expect(videos.map(({ json }) => json['id'])).toEqual(ids);
	expect(videos.map(({ binary }) => binary?.['data']?.mimeType)).toEqual(
		ids.map(() => 'video/mp4'),
	);
	expect(execution.runs(FETCH)).toHaveLength(1);
	expect(execution.runs('Look').length).toBeGreaterThan(2);
	expect(execution.runs('Failed')).toHaveLength(1);
	expect(outcomesOf(execution, 'Failed')).toEqual(['moderation']);
	expect(paidPrompts(simulator)).toEqual([...prompts].sort());
});

test('its Wait node puts the execution aside as it stands in the example: no worker is held', async () => {
	const { simulator, n8n } = world();
	simulator.settings.jobSeconds = 3;
	const id = await world().start(await patient(['a']));
	await until(async () => (await n8n.rest.execution(id)).status === 'waiting');
	expect(requestsFor(simulator, 'submit')).toHaveLength(1);
	const execution = await n8n.rest.ended(id, 180_000);
	expect(execution.items(FETCH)[0]?.json).toMatchObject({ status: 'completed' });
	expect(execution.runs('Look')).toHaveLength(1);
});

test('the number of looks stays small: two for each video and round', async () => {
	const { simulator } = world();
	simulator.settings.jobSeconds = 5;
	const prompts = Array.from({ length: 10 }, (_, nth) => `prompt ${nth}`);
	const execution = await world().run(await patient(prompts, 2));
	const rounds = execution.runs('Look').length;
	// And one by Fetch Videos.
	expect(requestsFor(simulator, 'poll').length).toBeLessThanOrEqual(
		prompts.length * (2 * rounds + 1),
	);
	expect(execution.items(FETCH)).toHaveLength(10);
});
