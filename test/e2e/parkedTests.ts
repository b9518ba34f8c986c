import { withCredential } from '../../dev/n8n';
import { about } from '../../dev/simulator';
import { builtIn, chain, FAILED, GENERATE, givingItems, TRIGGER } from '../../dev/world/workflows';
import {
	ERROR_SETTINGS,
	expectVideos,
	generatingEach,
	paidIds,
	paidPrompts,
	VIDEOS,
} from './generations';
import { looping } from './loop';
import { parkedCallTests } from './parkedCalls';
import {
	answersTo,
	called,
	callWhenParked,
	outcomesOf,
	parked,
	parking,
	startParked,
} from './parkedRuns';
import { useWorld } from './useWorld';

/** Takes up each item's prediction. */
const GET = {
	resource: 'video',
	operation: 'get',
	predictionId: '={{ $json.id }}',
	waitOptions: { pollInterval: 1 },
};

/** What parking promises, on one version of n8n (of its calls: parkedCalls.ts). */
export function parkedTests(version?: string): void {
	// 1.x keeps files in memory by itself, where they have no ids.
	const world = useWorld({
		...(version === undefined ? {} : { version }),
		env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' },
	});
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 4;
		callWhenParked(world(), () => world().n8n.rest);
	});
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	parkedCallTests(world);

	test('three items are parked, and resumed once by the last call: in order, paired, with their files', async () => {
		const { simulator } = world();
		const id = await startParked(world(), 'three', ['a', 'b', 'c']);
		const execution = await world().n8n.rest.ended(id);

		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		await expectVideos(world(), execution, ['a', 'b', 'c']);
		expect(execution.items(GENERATE).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(execution.runs(VIDEOS)).toHaveLength(1);
		expect(outcomesOf(execution, VIDEOS)).toEqual(['a', 'b', 'c']);
		expect(paidPrompts(simulator)).toEqual(['a', 'b', 'c']);
		await called(world(), 3);
		expect(answersTo(world())).toEqual([200, 200, 200]);
	});

	test('the node is renamed and moved while its execution is parked: the calls resume it with its videos', async () => {
		const { simulator, n8n, credentialId } = world();
		simulator.settings.jobSeconds = 10;
		const content = withCredential(parking('renamed', ['a', 'b']), credentialId);
		const saved = await n8n.rest.createWorkflow(content);
		const id = await n8n.rest.run(saved, TRIGGER);
		await parked(world(), id);
		const edited = JSON.parse(
			JSON.stringify(content).replaceAll(GENERATE, 'Ours'),
		) as typeof content;
		await n8n.rest.updateWorkflow(saved.id, edited);

		const execution = await n8n.rest.ended(id);

		expect(execution.status).toBe('success');
		expect(outcomesOf(execution, VIDEOS)).toEqual(['a', 'b']);
		await expectVideos(world(), execution, ['a', 'b']);
		expect(paidPrompts(simulator)).toEqual(['a', 'b']);
	});

	test.each(ERROR_SETTINGS)(
		'under On Error = %s a failed item is an error row, and the other videos arrive',
		async (_, onError) => {
			const { simulator } = world();
			simulator.misbehave({
				on: 'job',
				fault: { kind: 'moderated' },
				matching: about('refused'),
			});
			const id = await startParked(world(), onError, ['a', 'refused', 'c'], { onError });
			const execution = await world().n8n.rest.ended(id);

			expect(execution.status).toBe('success');
			const isSplit = onError === 'continueErrorOutput';
			expect(outcomesOf(execution, VIDEOS)).toEqual(
				isSplit ? ['a', 'c'] : ['a', 'moderation', 'c'],
			);
			if (isSplit) expect(outcomesOf(execution, FAILED)).toEqual(['moderation']);
			const rows = execution.items(isSplit ? FAILED : VIDEOS);
			const failed = rows.find(({ json }) => json['error'] !== undefined);
			expect(failed?.json['error']).toMatchObject({
				predictionId: simulator.billed.find(({ inputs }) => inputs['prompt'] === 'refused')?.id,
			});
			expect(paidPrompts(simulator)).toEqual(['a', 'c', 'refused']);
		},
	);

	test('what is finished within the second is not parked at all', async () => {
		world().simulator.settings.jobSeconds = 0.3;
		const execution = await world().run(parking('quick', ['a', 'b']));

		await expectVideos(world(), execution, ['a', 'b']);
		expect(execution.status).toBe('success');
	});

	test('in a loop each round parks, and an equal prompt is a video of its own', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 3;
		const prompts = ['a', 'a', 'b'];
		const workflow = looping(
			'loop',
			givingItems(prompts.map((prompt) => ({ prompt }))),
			generatingEach({}, { wait: 'freeWorker' }),
		);
		const execution = await world().run(workflow);

		expect(execution.status).toBe('success');
		const rounds = execution.runs(GENERATE).map(({ data }) => data?.main?.[0]?.[0]?.json);
		expect(rounds.map((json) => json?.['prompt'])).toEqual(prompts);
		expect(new Set(rounds.map((json) => json?.['id'])).size).toBe(3);
		expect(paidPrompts(simulator)).toEqual(prompts);
	});

	test('Stop while parked: nothing is bought again, and Retry passes the IDs on', async () => {
		const { simulator, n8n } = world();
		const id = await startParked(world(), 'stop', ['a', 'b']);
		await n8n.rest.stopExecution(id);
		const stopped = await n8n.rest.execution(id);
		expect(stopped.status).toBe('canceled');
		await called(world(), 2);
		expect(answersTo(world()).every((status) => status === 409)).toBe(true);

		const retried = await n8n.rest.execution(await n8n.rest.retryExecution(id, false));
		expect(
			retried
				.items(GENERATE)
				.map(({ json }) => String(json['id']))
				.sort(),
		).toEqual(simulator.billed.map((one) => one.id).sort());
		expect(paidPrompts(simulator)).toEqual(['a', 'b']);
	});

	test('nothing may be sent where WaveSpeed could not call: an address that is not of this machine', async () => {
		const { simulator, n8n } = world();
		const execution = await world().run(
			chain('webhook url', [
				generatingEach(
					{},
					{
						wait: 'doNotWait',
						prompt: 'a',
						options: { webhookUrl: 'https://192.168.0.9/call' },
					},
				),
			]),
		);
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toMatch(/Webhook URL can't be called/);
		expect(simulator.billed).toEqual([]);
		expect(n8n.url).toMatch(/localhost/);
	});

	test('Do Not Wait gives the IDs at once, Get the videos later, and a retry buys nothing', async () => {
		const { simulator, n8n } = world();
		const workflow = chain('do not wait', [
			...givingItems([{ prompt: 'a' }, { prompt: 'b' }]),
			generatingEach({}, { wait: 'doNotWait' }),
			{ ...generatingEach({}, {}), name: 'Get', parameters: GET },
			builtIn('Fails', 'stopAndError', 1, { errorMessage: 'for a retry' }),
		]);
		const execution = await world().run(workflow);

		expect(execution.items(GENERATE).map(({ json }) => json['status'])).toEqual([
			'created',
			'created',
		]);
		expect(execution.items(GENERATE).map(({ json }) => json['id'])).toEqual([
			...paidIds(simulator, 'a'),
			...paidIds(simulator, 'b'),
		]);
		expect(execution.items('Get').map(({ binary }) => binary?.['data']?.mimeType)).toEqual([
			'video/mp4',
			'video/mp4',
		]);
		const again = await n8n.rest.retryExecution(execution.id, false);
		await n8n.rest.ended(again);
		expect(paidPrompts(simulator)).toEqual(['a', 'b']);
	});
}
