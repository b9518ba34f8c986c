import { sleep } from 'n8n-workflow';

import { about } from '../../dev/simulator';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { type RunOptions, runWorkflow } from './harness/runWorkflow';
import { idFor, requestsFor } from './harness/simulatorFacts';
import { grouped } from '../../dev/n8n';

/** What an earlier try has paid is known to the next one, whatever has become of the parameters. */
useHost();
useFastClock(40);

const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
const failDownload = (world: World, of: string) =>
	world.misbehave({
		on: 'download',
		fault: { kind: 'status', status: 404 },
		matching: about(of),
		times: 9,
	});

test.concurrent(
	'A parameter that is wrong in a later try ends with an error that names what was paid for every item',
	onSimulator(async (world) => {
		failDownload(world, 'a');
		const parameters = textToVideo({ prompt: '={{ $json.name }}' });
		const failed = await runOn(world, parameters, { items });
		expect(failed.status).toBe('error');
		const run = await runOn(
			world,
			textToVideo({
				prompt: '={{ $json.name }}',
				duration: "={{ $json.name === 'a' ? 7 : 4 }}",
			}),
			{ items, retry: { of: failed, workflow: 'current' } },
		);
		expect(run.status).toBe('error');
		for (const { json } of items) expect(errorText(run)).toContain(idFor(world, json.name));
		expect(errorText(run)).not.toContain('Nothing was bought');
		expect(world.billed).toHaveLength(3);
	}),
);

const ENDS: Array<[string, Partial<RunOptions>, (world: World) => void]> = [
	[
		'a parameter is refused',
		{
			parameters: textToVideo({
				prompt: '={{ $json.name }}',
				duration: "={{ $json.name === 'b' ? 7 : 4 }}",
			}),
		},
		() => undefined,
	],
	['a download fails', {}, (world) => failDownload(world, 'a')],
	[
		'a submission is refused',
		{},
		(world) => world.misbehave({ on: 'submit', fault: { kind: 'status', status: 400 } }),
	],
	[
		'an answer is lost',
		{},
		(world) => world.misbehave({ on: 'submit', fault: { kind: 'status', status: 502 } }),
	],
	[
		'the key is refused',
		{},
		(world) => world.misbehave({ on: 'submit', fault: { kind: 'status', status: 401 }, times: 9 }),
	],
	[
		'the budget refuses all, and prices are asked for',
		{
			parameters: textToVideo({ prompt: '={{ $json.name }}' }, { maxCost: 1, priceSource: 'live' }),
		},
		() => undefined,
	],
	[
		'the Timeout is over',
		{ parameters: textToVideo({ prompt: '={{ $json.name }}' }, { timeout: 2 }) },
		(world) => {
			world.misbehave({ on: 'job', fault: { kind: 'stuck' }, times: 9 });
		},
	],
];

describe('Nothing is left running in the background when the node ends because', () => {
	test.concurrent.each(ENDS)('%s', (_why, options, spoil) =>
		onSimulator(async (world) => {
			spoil(world);
			const run = await runOn(world, textToVideo({ prompt: '={{ $json.name }}' }), {
				items,
				...options,
			});
			expect(run.status).toBe('error');
			const atEnd = world.requests.length;
			expect(world.requests.filter(({ endedAt }) => !endedAt)).toEqual([]);
			await sleep(60_000);
			expect(world.requests).toHaveLength(atEnd);
		})(),
	);
});

describe('Stop', () => {
	test.concurrent(
		'leaves an error that names the predictions that still run, for the execution that n8n shows',
		onSimulator(
			async (world) => {
				const run = await runOn(world, textToVideo({ prompt: '={{ $json.name }}' }), {
					items,
					cancelWhen: () => requestsFor(world, 'list').length >= 1,
				});
				await sleep(2_000);
				const said = JSON.stringify(run.stored.resultData);
				for (const { json } of items) expect(said).toContain(idFor(world, json.name));
			},
			{ jobSeconds: 60 },
		),
	);
});

test.concurrent(
	'A model that has left the account’s list is followed and delivered when it is paid already',
	onSimulator(async (world) => {
		const model = 'bytedance/seedance-2.0/text-to-video';
		const parameters = {
			operation: 'customModel',
			customModel: { __rl: true, mode: 'id', value: model },
			modelInputs: {
				mappingMode: 'defineBelow',
				value: { prompt: '={{ $json.name }} {{ Math.random() }}' },
			},
			...grouped({ pollInterval: 1 }),
		};
		world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
		const failed = await runOn(world, parameters, { items });
		expect(errorText(failed)).toContain('could not be downloaded');
		const body = {
			code: 200,
			message: 'success',
			data: [{ model_id: 'a/b', name: 'a/b', type: 'text-to-video' }],
		};
		world.misbehave({ on: 'models', times: 99, fault: { kind: 'status', status: 200, body } });
		const run = await runWorkflow({
			// By another name: the list that n8n has kept is of the first one.
			credentials: { ...world.credentials, baseUrl: world.url.replace('127.0.0.1', 'localhost') },
			items,
			parameters,
			retry: { of: failed, workflow: 'original' },
		});
		expect(errorText(run)).toBe('');
		expect(requestsFor(world, 'models').length).toBeGreaterThan(1);
		// Which of them is billed first is up to the network.
		expect(run.output.map(({ json }) => json.id).sort()).toEqual(
			world.billed.map(({ id }) => id).sort(),
		);
		expect(world.billed).toHaveLength(3);
	}),
);
