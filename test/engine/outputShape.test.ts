import type { IDataObject } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';

/** How much of a prediction is output: Simplify, an agent's Output, Include Input Fields. */
useHost();
useFastClock(20);

const SIMPLIFIED = [
	'id',
	'predictionId',
	'status',
	'model',
	'prompt',
	'url',
	'createdAt',
	'estimatedCost',
	'expiresAt',
];

async function outputOf(
	world: World,
	parameters: RunOptions['parameters'],
	more: Partial<RunOptions> = {},
): Promise<IDataObject[]> {
	const run = await runOn(world, parameters, more);
	expect(errorText(run)).toBe('');
	return run.output.map(({ json }) => json);
}

const noFile = { downloadVideo: false };

describe('Simplify', () => {
	test.concurrent(
		'is on in a new node: at most ten fields, those that workflows use first',
		onSimulator(async (world) => {
			const untouched = textToVideo({}, noFile);
			delete untouched.simplify;
			const [json = {}] = await outputOf(world, untouched);
			expect(Object.keys(json)).toEqual(SIMPLIFIED);
			expect(json.predictionId).toBe(world.billed[0]?.id);
			expect(json.id).toBe(json.predictionId);
		}),
	);

	test.concurrent(
		'switched off gives inputs, timings and the model that was asked for, too',
		onSimulator(async (world) => {
			const [json = {}] = await outputOf(world, textToVideo({ simplify: false }, noFile));
			expect(json).toMatchObject({
				requestedModel: json.model,
				outputs: [json.url],
				timings: expect.any(Object),
				inputs: { prompt: json.prompt, size: '720*1280', duration: 4 },
			});
		}),
	);

	test.concurrent(
		'never hides that another model answered, nor a second file',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'severalOutputs', count: 2 } });
			const [two = {}] = await outputOf(world, textToVideo({ simplify: true }, noFile));
			expect(two.outputs).toHaveLength(2);
			world.misbehave({ on: 'job', fault: { kind: 'failed', code: 5003, message: 'gone' } });
			const [other = {}] = await outputOf(
				world,
				textToVideo({ simplify: true, prompt: 'b' }, { ...noFile, ifUnavailable: 'seedance' }),
			);
			expect(other).toMatchObject({
				requestedModel: 'openai/sora-2/text-to-video-pro',
				substitution: expect.any(Object),
			});
		}),
	);

	test.concurrent(
		'may differ from item to item',
		onSimulator(async (world) => {
			const rows = await outputOf(world, textToVideo({ simplify: '={{ $json.short }}' }, noFile), {
				items: [{ json: { short: true } }, { json: { short: false } }],
			});
			expect(rows.map((json) => 'inputs' in json)).toEqual([false, true]);
		}),
	);

	test.concurrent(
		'leaves the hint on the run as it is',
		onSimulator(async (world) => {
			const run = await runOn(world, textToVideo({ simplify: true }, noFile));
			expect(run.hints).toHaveLength(1);
			expect(run.hints[0]?.message).toContain('$1.20');
		}),
	);
});

describe('Get and Get Many', () => {
	test.concurrent(
		'tell prompt and inputs of what the account’s list tells them of, in the same shape',
		onSimulator(
			async (world) => {
				await outputOf(world, textToVideo({ prompt: 'The fox' }, noFile));
				const predictionId = String(world.billed[0]?.id);
				const get = { operation: 'get', predictionId, ...noFile };
				const many = { operation: 'getAll' };
				const [short = {}] = await outputOf(world, get);
				const [listed = {}] = await outputOf(world, many);
				for (const json of [short, listed]) {
					expect(json).toMatchObject({ id: predictionId, predictionId, prompt: 'The fox' });
					expect(Object.keys(json).length).toBeLessThanOrEqual(10);
				}
				for (const parameters of [get, many]) {
					const [json = {}] = await outputOf(world, { ...parameters, simplify: false });
					expect(json.inputs).toMatchObject({ prompt: 'The fox', size: '720*1280' });
				}
			},
			{ listInputs: 'whenAsked' },
		),
	);

	test.concurrent(
		'go without where the list doesn’t tell, and Get asks it once for all items',
		onSimulator(
			async (world) => {
				const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
				await outputOf(world, textToVideo({ prompt: '={{ $json.name }}' }, noFile), { items });
				const ids = world.billed.map(({ id }) => ({ json: { id } }));
				const before = world.requests.filter(({ operation }) => operation === 'list').length;
				const rows = await outputOf(
					world,
					{ operation: 'get', predictionId: '={{ $json.id }}', ...noFile },
					{ items: ids },
				);
				expect(rows.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
				for (const json of rows) expect(json).not.toHaveProperty('prompt');
				const looks = world.requests.filter(({ operation }) => operation === 'list').length;
				expect(looks - before).toBe(1);
			},
			{ listInputs: 'never' },
		),
	);
});

describe('Include Input Fields', () => {
	const row = { row_number: 7, id: 'my row', status: 'open', name: 'A' };
	const included = { ...noFile, includeInputFields: true };

	test.concurrent(
		'keeps the row’s own fields and its id; what the video says wins over the rest',
		onSimulator(async (world) => {
			const [json = {}] = await outputOf(world, textToVideo({}, included), {
				items: [{ json: row }],
			});
			expect(json).toMatchObject({
				row_number: 7,
				name: 'A',
				id: 'my row',
				status: 'completed',
				predictionId: world.billed[0]?.id,
			});
		}),
	);

	test.concurrent(
		'leaves out what a looped item’s earlier failure says: n8n would take it for a failed one',
		onSimulator(async (world) => {
			const error = { message: 'old', code: 'timeout' };
			const run = await runOn(world, textToVideo({}, included), {
				items: [{ json: { ...row, error } }],
				settings: { onError: 'continueErrorOutput' },
			});
			expect(run.errorOutput).toEqual([]);
			expect(run.output[0]?.json).toMatchObject({ name: 'A', status: 'completed' });
			expect(run.output[0]?.json).not.toHaveProperty('error');
		}),
	);

	test.concurrent(
		'is off in a new node, as n8n’s own nodes leave the input behind',
		onSimulator(async (world) => {
			const [json] = await outputOf(world, textToVideo({}, noFile), { items: [{ json: row }] });
			expect(json).not.toHaveProperty('row_number');
		}),
	);
});

describe('An agent', () => {
	const asked = async (world: World, parameters: IDataObject) => {
		const untouched = textToVideo(parameters);
		delete untouched.simplify;
		const [json = {}] = await outputOf(world, untouched, { tool: true });
		return json;
	};

	test.concurrent(
		'reads the simplified output, unless told otherwise',
		onSimulator(async (world) => {
			expect(Object.keys(await asked(world, {}))).toEqual(SIMPLIFIED);
		}),
	);

	test.concurrent(
		'may read all',
		onSimulator(async (world) => {
			expect(await asked(world, { output: 'raw' })).toHaveProperty('inputs.size');
		}),
	);

	test.concurrent(
		'reads the selected fields, with the ID in any case',
		onSimulator(async (world) => {
			const json = await asked(world, { output: 'fields', outputFields: ['url', 'estimatedCost'] });
			expect(Object.keys(json)).toEqual(['predictionId', 'url', 'estimatedCost']);
		}),
	);
});
