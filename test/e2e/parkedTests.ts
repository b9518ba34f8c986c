import { until } from '../../dev/world/until';
import { builtIn, chain, FAILED, GENERATE, givingItems } from '../../dev/world/workflows';
import {
	about,
	ERROR_SETTINGS,
	expectVideos,
	generatingEach,
	paidIds,
	paidPrompts,
	requestsFor,
	VIDEOS,
} from './generations';
import { looping } from './loop';
import { answersTo, called, outcomesOf, parked, parking, startParked } from './parkedRuns';
import { useWorld } from './useWorld';

/** Takes up each item's prediction. */
const GET = {
	resource: 'video',
	operation: 'get',
	predictionId: '={{ $json.id }}',
	waitOptions: { pollInterval: 1 },
};

/** What parking promises, on one version of n8n. */
export function parkedTests(version?: string): void {
	// 1.x keeps files in memory by itself, where they have no ids.
	const world = useWorld({
		...(version === undefined ? {} : { version }),
		env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' },
	});
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 4;
	});
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

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

	test('calls that come twice, or all at once, resume the execution once', async () => {
		const { simulator } = world();
		simulator.misbehave({ on: 'callback', fault: { kind: 'repeated', times: 4 }, times: 3 });
		// While it is downloaded, further calls come.
		simulator.misbehave({ on: 'download', fault: { kind: 'delay', seconds: 1 }, times: 3 });
		const id = await startParked(world(), 'repeated', ['a', 'b', 'c']);
		const execution = await world().n8n.rest.ended(id);

		await expectVideos(world(), execution, ['a', 'b', 'c']);
		await called(world(), 12);
		expect(execution.runs(GENERATE)).toHaveLength(1);
		expect(execution.runs(VIDEOS)).toHaveLength(1);
		expect(new Set(answersTo(world()))).toEqual(new Set([200]));
		expect(requestsFor(simulator, 'download')).toHaveLength(3);
	});

	test('forged, unsigned and foreign calls resume nothing, and a late one after the end is refused', async () => {
		const { simulator } = world();
		simulator.misbehave({ on: 'callback', fault: { kind: 'forged' }, matching: about('a') });
		simulator.misbehave({ on: 'callback', fault: { kind: 'unsigned' }, matching: about('b') });
		const foreign = { kind: 'foreign', id: '0123456789abcdef0123456789abcdef' } as const;
		simulator.misbehave({ on: 'callback', fault: foreign, matching: about('c') });
		const id = await startParked(world(), 'forged', ['a', 'b', 'c']);
		await called(world(), 3);
		expect([...answersTo(world())].sort()).toEqual([200, 401, 401]);
		expect((await world().n8n.rest.execution(id)).status).toBe('waiting');

		const [paid = ''] = paidIds(simulator, 'b');
		expect(await simulator.callAgain(paid)).toMatchObject({ status: 200 });
		const execution = await world().n8n.rest.ended(id);
		await expectVideos(world(), execution, ['a', 'b', 'c']);
		expect(await simulator.callAgain(paid)).toMatchObject({ status: 409 });
		expect((await world().n8n.rest.execution(id)).runs(VIDEOS)).toHaveLength(1);
	});

	test('a call before its time, and calls out of order, lose nothing', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = ({ inputs }) =>
			({ a: 8, b: 6, c: 4 })[String(inputs['prompt'])] ?? 1;
		// While it is submitted, n8n has the execution under way, or hasn't stored it: no call is taken.
		simulator.misbehave({ on: 'callback', fault: { kind: 'premature' }, matching: about('b') });
		const id = await startParked(world(), 'order', ['a', 'b', 'c']);
		const execution = await world().n8n.rest.ended(id);

		await expectVideos(world(), execution, ['a', 'b', 'c']);
		expect(answersTo(world())[0]).toBeGreaterThanOrEqual(400);
	});

	test('what is finished within the second is not parked at all', async () => {
		world().simulator.settings.jobSeconds = 0.3;
		const execution = await world().run(parking('quick', ['a', 'b']));

		await expectVideos(world(), execution, ['a', 'b']);
		expect(execution.status).toBe('success');
	});

	test('two nodes that park one after the other: what is late for the first resumes not the second', async () => {
		const { simulator } = world();
		const workflow = parking('two nodes', ['a'], {}, {});
		const [first] = workflow.nodes.filter(({ name }) => name === GENERATE);
		if (!first) throw new Error('no node');
		const second = {
			...first,
			id: 'second',
			name: 'Second',
			parameters: { ...first.parameters, prompt: 'second' },
		};
		workflow.nodes.push(second);
		const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
		Object.assign(workflow.connections, { [GENERATE]: to('Second'), Second: to(VIDEOS) });
		const id = await world().start(workflow);
		await until(() => simulator.billed.length === 2);
		await parked(world(), id);
		const [paid = ''] = paidIds(simulator, 'a');
		expect(await simulator.callAgain(paid)).toMatchObject({ status: 200 });
		expect((await world().n8n.rest.execution(id)).status).toBe('waiting');
		const execution = await world().n8n.rest.ended(id);

		expect(outcomesOf(execution, GENERATE)).toEqual(['a']);
		expect(outcomesOf(execution, 'Second')).toEqual(['second']);
		expect(execution.runs(VIDEOS)).toHaveLength(1);
		expect(paidPrompts(simulator)).toEqual(['a', 'second']);
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
		expect(retried.items(GENERATE).map(({ json }) => json['id'])).toEqual(
			simulator.billed.map((one) => one.id),
		);
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
		expect(execution.items(GENERATE).map(({ json }) => json['id'])).toEqual(
			simulator.billed.map(({ id }) => id),
		);
		expect(execution.items('Get').map(({ binary }) => binary?.['data']?.mimeType)).toEqual([
			'video/mp4',
			'video/mp4',
		]);
		const again = await n8n.rest.retryExecution(execution.id, false);
		await n8n.rest.ended(again);
		expect(paidPrompts(simulator)).toEqual(['a', 'b']);
	});
}
