import { writeFile } from 'node:fs/promises';

import {
	type Execution,
	type SavedWorkflow,
	withCredential,
	type WorkflowContent,
} from '../../dev/n8n';
import { about, picture } from '../../dev/simulator';
import { animating } from './animating';
import {
	batch,
	errorText,
	expectVideos,
	generatingEach,
	paidIds,
	paidPrompts,
	requestsFor,
} from './generations';
import { runByWebhook } from './webhook';
import { useStrictWorld } from './useWorld';
import { chain, GENERATE, readingFiles, type Step, TRIGGER } from '../../dev/world/workflows';

const world = useStrictWorld();

const PROMPTS = ['1 a boat', '2 a train', '3 a kite'];
const [FIRST = '', SECOND = '', THIRD = ''] = PROMPTS;

/** The node on a picture file. */
const animated = animating({ prompt: FIRST });

/** Runs a workflow that must fail. */
async function failed(
	content: WorkflowContent,
): Promise<{ execution: Execution; workflow: SavedWorkflow }> {
	const { credentialId, n8n } = world();
	const workflow = await n8n.rest.createWorkflow(withCredential(content, credentialId));
	const execution = await n8n.rest.ended(await n8n.rest.run(workflow, TRIGGER));
	expect(execution.status).toBe('error');
	return { execution, workflow };
}

/** Presses Retry on a failed execution and waits for the new one. */
async function retried(execution: Execution, workflow: 'original' | 'current'): Promise<Execution> {
	const { rest } = world().n8n;
	const again = await rest.ended(await rest.retryExecution(execution.id, workflow === 'current'));
	expect(again).toMatchObject({ mode: 'retry', retryOf: execution.id });
	return again;
}

/** Saves the workflow with another setting of the node. */
async function changed(workflow: SavedWorkflow, node: Step) {
	const nodes = workflow.nodes.map((one) => (one.name === GENERATE ? { ...one, ...node } : one));
	await world().n8n.rest.updateWorkflow(workflow.id, { nodes });
}

describe.each(['original', 'current'] as const)('Retry from the editor, %s workflow', (which) => {
	test('after a failed download outputs all videos without a submission', async () => {
		const { simulator } = world();
		const fault = { kind: 'status', status: 404 } as const;
		simulator.misbehave({ on: 'download', fault, matching: about(SECOND) });
		const { execution } = await failed(batch('download', PROMPTS));
		expect(errorText(execution)).toContain(paidIds(simulator, SECOND)[0]);

		const again = await retried(execution, which);

		expect(again.status).toBe('success');
		await expectVideos(world(), again, PROMPTS);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		expect(requestsFor(simulator, 'submit')).toHaveLength(3);
	});

	test('after a failed download of a video from a picture file uploads and buys nothing again', async () => {
		const { simulator } = world();
		await writeFile(world().file('picture.png'), await picture({ width: 640, height: 360 }));
		simulator.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
		const { execution } = await failed(
			chain('picture', [readingFiles(world().file('picture.png')), animated]),
		);

		const again = await retried(execution, which);

		await expectVideos(world(), again, [FIRST]);
		expect(paidPrompts(simulator)).toEqual([FIRST]);
		expect(requestsFor(simulator, 'upload')).toHaveLength(1);
	});

	test('of a production execution with a posted picture uploads and buys nothing again', async () => {
		const { n8n, simulator } = world();
		simulator.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
		const photo = new Uint8Array(await picture({ width: 640, height: 360 }));
		const id = await runByWebhook(world(), 'posted', [animated], photo);
		const execution = await n8n.rest.execution(id);
		expect(execution).toMatchObject({ mode: 'webhook', status: 'error' });

		// n8n has renamed the picture's file meanwhile: at first it did not know the execution's id.
		const again = await retried(execution, which);

		await expectVideos(world(), again, [FIRST]);
		expect(paidPrompts(simulator)).toEqual([FIRST]);
		expect(requestsFor(simulator, 'upload')).toHaveLength(1);
	});

	test('after a timeout outputs the video that was made meanwhile', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 3;
		const { execution } = await failed(batch('timeout', [FIRST], {}, { timeout: 1 }));
		expect(execution.error?.message).toMatch(/not ready within the Timeout of 1 second/);

		let again = await retried(execution, which);
		while (again.status === 'error') again = await retried(again, which);

		await expectVideos(world(), again, [FIRST]);
		expect(paidPrompts(simulator)).toEqual([FIRST]);
	});

	test('after a refusal for want of money buys what was not bought', async () => {
		const { simulator } = world();
		simulator.settings.balance = 2.5;
		const { execution } = await failed(batch('poor', PROMPTS, {}, { maxConcurrent: 1 }));
		expect(execution.error?.message).toMatch(/balance is too low/);
		expect(paidPrompts(simulator)).toEqual([FIRST, SECOND]);
		simulator.settings.balance = 100;

		const again = await retried(execution, which);

		await expectVideos(world(), again, PROMPTS);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('answers a moderated item again and buys nothing', async () => {
		const { simulator } = world();
		const fault = { kind: 'moderated' } as const;
		simulator.misbehave({ on: 'job', fault, matching: about(SECOND), times: 10 });
		const { execution } = await failed(batch('moderated', PROMPTS));

		const again = await retried(execution, which);

		expect(again.status).toBe('error');
		expect(again.error?.message).toBe(execution.error?.message);
		expect(errorText(again)).toContain(paidIds(simulator, FIRST)[0]);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});
});

test('Retry with a changed prompt buys that item alone and outputs the others', async () => {
	const { simulator } = world();
	const fault = { kind: 'moderated' } as const;
	simulator.misbehave({ on: 'job', fault, matching: about(SECOND), times: 10 });
	const { execution, workflow } = await failed(batch('reworded', PROMPTS));
	const reworded = `={{ $json.prompt.replace('2 a train', '2 a tram') }}`;
	await changed(workflow, generatingEach({}, { prompt: reworded }));

	const again = await retried(execution, 'current');

	const prompts = [FIRST, '2 a tram', THIRD];
	await expectVideos(world(), again, prompts);
	expect(paidPrompts(simulator)).toEqual([...PROMPTS, '2 a tram'].sort());
});

test('Retry with On Error changed to Continue outputs what was paid and buys nothing', async () => {
	const { simulator } = world();
	const fault = { kind: 'moderated' } as const;
	simulator.misbehave({ on: 'job', fault, matching: about(SECOND), times: 10 });
	const { execution, workflow } = await failed(batch('continuing', PROMPTS));
	await changed(workflow, generatingEach({ onError: 'continueErrorOutput' }));

	const again = await retried(execution, 'current');

	expect(again.status).toBe('success');
	await expectVideos(world(), again, [FIRST, THIRD]);
	expect(again.items(GENERATE, 1)).toHaveLength(1);
	expect(paidPrompts(simulator)).toEqual(PROMPTS);
});
