import { readdir } from 'node:fs/promises';

import {
	FILM_EXAMPLE,
	NODE_TYPE,
	readExample,
	savingTo,
	type WorkflowContent,
	withParameters,
} from '../../dev/n8n';
import { probeVideo } from '../../dev/simulator';
import { chain, GENERATE, generating, readingFiles, SAVE, saving } from '../../dev/world/workflows';
import { useWorld } from './useWorld';

const world = useWorld();

const adapted = (example: WorkflowContent): WorkflowContent =>
	withParameters(savingTo(example, world().n8n.filesFolder), {
		[NODE_TYPE]: { options: { pollInterval: 1 } },
	});

test(`examples/${FILM_EXAMPLE} imports, runs and leaves a film of its scenes on disk`, async () => {
	const example = await readExample(FILM_EXAMPLE);

	const execution = await world().run(adapted(example));

	expect(execution.error).toBeUndefined();
	expect(execution.status).toBe('success');
	expect(world().simulator.billed).toHaveLength(3);
	const [film] = execution.items('Join Clips');
	expect(film?.json).toMatchObject({
		video: { width: 1280, height: 720, durationSeconds: 12, codec: 'h264', audioCodec: 'aac' },
		clips: [
			{ item: 0, start: 0, duration: 4 },
			{ item: 1, start: 4, duration: 4 },
			{ item: 2, start: 8, duration: 4 },
		],
	});
	const facts = { width: 1280, height: 720, durationSeconds: 4, audioCodec: 'aac' };
	const clips = execution.items('Make Clips');
	expect(clips.map(({ json }) => json['video'])).toEqual(
		clips.map(() => expect.objectContaining(facts)),
	);
	expect(clips.filter(({ json }) => 'mismatches' in json)).toEqual([]);
	expect(await readdir(world().n8n.filesFolder)).toContain('film.mp4');
	const saved = await probeVideo(world().file('film.mp4'));
	expect(saved).toMatchObject({ codec: 'h264', audioCodec: 'aac', width: 1280, height: 720 });
	expect(saved.seconds).toBeCloseTo(12, 1);
	expect(world().simulator.unexpected).toEqual([]);
});

test(`examples/${FILM_EXAMPLE} says what a run costs, and that is what the node estimates`, async () => {
	const { nodes } = await readExample(FILM_EXAMPLE);
	const execution = await world().run(adapted(await readExample(FILM_EXAMPLE)));
	const costs = execution.items('Make Clips').map(({ json }) => Number(json['estimatedCost']));
	const sum = costs.reduce((total, cost) => total + cost, 0);
	const notes = nodes.map(({ parameters }) => String(parameters['content'] ?? '')).join('\n');
	expect(notes).toContain(`**Cost of one run: $${sum.toFixed(2)}**`);
});

test.each(['warn', 'error'])(
	'a video that is not as ordered is told, and On Mismatch = %s decides what becomes of it',
	async (onMismatch) => {
		world().simulator.misbehave({ on: 'job', fault: { kind: 'otherVideo', seconds: 2 } });
		const order = { operation: 'textToVideo', prompt: 'A boat', duration: 4 };
		const execution = await world().run(
			chain(`mismatch ${onMismatch}`, [
				generating({ ...order, options: { onMismatch, pollInterval: 1 } }, 'continueRegularOutput'),
			]),
		);

		const [run] = execution.runs(GENERATE);
		const [item] = execution.items(GENERATE);
		expect(world().simulator.billed).toHaveLength(1);
		if (onMismatch === 'warn') {
			expect(item?.json).toMatchObject({ video: { durationSeconds: 2 } });
			expect(item?.json['mismatches']).toHaveLength(1);
			expect(item?.binary?.['data']).toBeDefined();
			expect(JSON.stringify(run?.hints)).toContain('ordered');
		} else {
			expect(item?.json['error']).toMatchObject({
				code: 'not_as_ordered',
				spent: 'yes',
				predictionId: world().simulator.billed[0]?.id,
				url: expect.stringMatching(/\.mp4$/),
			});
		}
	},
);

test('Join Videos needs no credential', async () => {
	const path = world().file('film.mp4');
	const joining = { ...generating({ operation: 'join' }), parameters: { operation: 'join' } };
	const content = chain('join alone', [readingFiles(path), joining, saving(world().file('b.mp4'))]);
	const { rest } = world().n8n;
	const workflow = await rest.createWorkflow(content);
	const execution = await rest.ended(await rest.run(workflow, content.nodes[0]?.name ?? ''));
	expect(execution.error).toBeUndefined();
	expect(execution.items(SAVE)).toHaveLength(1);
});
