import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { about } from '../../dev/simulator';
import { startN8n, withCredential } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import { World } from '../../dev/world/world';
import { builtIn, GENERATE, TRIGGER } from '../../dev/world/workflows';
import { age } from '../queue/ages';
import { expectVideos, paidIds, paidPrompts, VIDEOS } from './generations';
import { called, callWhenParked, parked, parking, startParked } from './parkedRuns';

const START_LIMIT = 15 * 60_000;

/** 1.x keeps files in memory by itself, where they have no ids. */
const FILES = { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' };

/** What parking promises where n8n dies, or where nobody calls: minutes, on both versions. */
describe.each(['2.41.1', '1.123.81'])('on n8n %s', (version) => {
	let userFolder: string;
	let world: World;

	beforeAll(async () => {
		userFolder = await realpath(await mkdtemp(join(tmpdir(), 'wavespeed-parked-')));
		world = await World.create({ version, userFolder, env: FILES });
	}, START_LIMIT);
	beforeEach(() => world.simulator.reset());
	afterAll(async () => {
		await world?.close();
		await rm(userFolder, { recursive: true, force: true });
	});

	test('where nobody calls, the execution goes on at Timeout with the IDs, and Get completes them', async () => {
		const { simulator, n8n } = world;
		simulator.settings.jobSeconds = 4;
		simulator.misbehave({ on: 'callback', fault: { kind: 'never' }, times: 2 });
		simulator.misbehave({
			on: 'submit',
			fault: { kind: 'status', status: 400 },
			matching: about('refused'),
		});
		const workflow = parking(
			'deadline',
			['a', 'refused', 'b'],
			{ onError: 'continueRegularOutput' },
			{ options: { timeout: 5 } },
		);
		const get = {
			...builtIn('Get', 'waveSpeedVideo', 1, {
				resource: 'video',
				operation: 'get',
				predictionId: '={{ $json.id }}',
			}),
			type: 'n8n-nodes-wavespeed-video.waveSpeedVideo',
			onError: 'continueRegularOutput' as const,
			id: 'get',
			position: [900, 0] as [number, number],
		};
		workflow.nodes.push(get);
		workflow.connections[VIDEOS] = { main: [[{ node: 'Get', type: 'main', index: 0 }]] };
		const id = await world.start(workflow);
		await parked(world, id);
		const execution = await n8n.rest.ended(id, 240_000);

		expect(execution.status).toBe('success');
		const [a, refused, b] = execution.items(GENERATE).map(({ json }) => json);
		expect([a, b]).toMatchObject([
			{ id: paidIds(simulator, 'a')[0], status: 'processing' },
			{ id: paidIds(simulator, 'b')[0], status: 'processing' },
		]);
		expect(refused?.['error']).toMatchObject({ spent: 'no' });
		const videos = execution.items('Get');
		expect(videos.map(({ json }) => json['status'])).toEqual(['completed', undefined, 'completed']);
		expect(videos.map(({ binary }) => binary?.['data']?.mimeType)).toEqual([
			'video/mp4',
			undefined,
			'video/mp4',
		]);
		expect(await simulator.callAgain(paidIds(simulator, 'a')[0] ?? '')).toMatchObject({
			status: 409,
		});
		expect(paidPrompts(simulator)).toEqual(['a', 'b']);
	});

	test('a later run names what was stopped while parked, and neither what waits nor what was given', async () => {
		const { simulator, n8n } = world;
		const { rest } = n8n;
		simulator.settings.jobSeconds = 3;
		callWhenParked(world, () => rest);
		simulator.misbehave({ on: 'callback', fault: { kind: 'never' }, matching: about('waits') });
		simulator.misbehave({ on: 'callback', fault: { kind: 'never' }, matching: about('stopped') });
		const content = (prompt: string, unfinished: string) =>
			withCredential(
				parking(
					'unfinished',
					[prompt],
					{},
					{ options: { unfinishedVideos: unfinished, reuseEarlier: 'never' } },
				),
				world.credentialId,
			);
		const workflow = await rest.createWorkflow(content('stopped', 'ignore'));
		const run = async (prompt: string, unfinished: string) =>
			await rest.run(await rest.updateWorkflow(workflow.id, content(prompt, unfinished)), TRIGGER);

		const stopped = await run('stopped', 'ignore');
		await parked(world, stopped);
		await rest.stopExecution(stopped);
		const waits = await run('waits', 'ignore');
		await parked(world, waits);
		const given = await rest.ended(await run('given', 'ignore'));
		expect(given.status).toBe('success');
		await until(() => simulator.predictions.every(({ status }) => status === 'completed'));

		// Hours later; so short a job is not parked, and what is said beside it can be read.
		for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);
		simulator.settings.jobSeconds = 0.3;
		const next = await rest.ended(await run('next', 'hint'));
		const hints = JSON.stringify(next.runs(GENERATE).map((one) => one.hints));
		const named = ['stopped', 'waits', 'given', 'next'].filter((prompt) =>
			paidIds(simulator, prompt).some((id) => hints.includes(id)),
		);
		expect(named).toEqual(['stopped']);
		expect((await rest.execution(waits)).status).toBe('waiting');
		await rest.stopExecution(waits);
	});

	test(
		'killed while parked: the next call resumes it, and makes good the call that came to nobody',
		async () => {
			const { simulator, n8n } = world;
			simulator.settings.jobSeconds = 2;
			simulator.settings.beforeCallback = async () => void (await n8n.ended);
			simulator.misbehave({ on: 'callback', fault: { kind: 'never' }, matching: about('b') });
			const id = await startParked(world, 'killed', ['a', 'b']);
			n8n.kill('SIGKILL');
			await n8n.ended;
			await called(world, 0);
			await until(() => simulator.callbacks.length === 1);
			await until(() => simulator.predictions.every(({ status }) => status === 'completed'));
			expect(simulator.callbacks[0]?.status).toBeUndefined();

			const { filesFolder } = n8n;
			const port = Number(new URL(n8n.url).port);
			const again = await startN8n({ version, userFolder, filesFolder, port, env: FILES });
			try {
				expect((await again.rest.execution(id)).status).toBe('waiting');
				const [b = ''] = paidIds(simulator, 'b');
				const call = await simulator.callAgain(b);
				expect([call.status, call.body]).toEqual([200, expect.anything()]);
				const execution = await again.rest.ended(id);
				expect(execution.status).toBe('success');
				await expectVideos(
					Object.assign(Object.create(world) as World, { n8n: again }),
					execution,
					['a', 'b'],
				);
				expect(execution.runs(VIDEOS)).toHaveLength(1);
				expect(paidPrompts(simulator)).toEqual(['a', 'b']);
			} finally {
				await again.stop();
			}
		},
		START_LIMIT,
	);
});
