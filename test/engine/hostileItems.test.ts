import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { about } from '../../dev/simulator';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { runWorkflow } from './harness/runWorkflow';

/** Items and answers that nobody would make on purpose, but for harm. */
useHost();
useFastClock(40);

const nested = (depth: number): IDataObject => {
	let value: IDataObject = { deepest: true };
	for (let level = 0; level < depth; level++) value = { a: value };
	return value;
};

const own = (name: string, value: unknown): IDataObject =>
	JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)},"prompt":"x"}`) as IDataObject;

const HARMFUL: Array<[string, INodeExecutionData]> = [
	['nested 300 deep', { json: { prompt: 'x', deep: nested(300) } }],
	['of 5 MB', { json: { prompt: 'x', large: 'a'.repeat(5_000_000) } }],
	[
		'with 100,000 keys',
		{
			json: {
				prompt: 'x',
				...Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i])),
			},
		},
	],
	...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'error', 'then'].map(
		(name): [string, INodeExecutionData] => [
			`with a key ${name}`,
			{ json: own(name, { code: 1, spent: 2, polluted: true }) },
		],
	),
	...['__proto__', 'constructor', 'toString', 'canceled', '=1', '{{ 1 }}'].map(
		(prompt): [string, INodeExecutionData] => [`with the prompt ${prompt}`, { json: { prompt } }],
	),
	[
		'with an error that is none of ours',
		{
			json: {
				prompt: 'x',
				error: {
					predictionId: '__proto__',
					purchase: '__proto__',
					code: 'timeout',
					spent: 'maybe',
				},
			},
		},
	],
];

test.concurrent.each(HARMFUL)(
	'An item %s is made once, and its retry buys nothing',
	(_what, item) =>
		onSimulator(async (world) => {
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
			const options = {
				credentials: world.credentials,
				items: [item],
				parameters: textToVideo({ prompt: '={{ $json.prompt }}' }),
			};
			const failed = await runWorkflow(options);
			expect(errorText(failed)).toContain('could not be downloaded');
			const run = await runWorkflow({ ...options, retry: { of: failed, workflow: 'original' } });
			expect(errorText(run)).toBe('');
			expect(run.output[0]?.json).toMatchObject({ status: 'completed', prompt: item.json.prompt });
			expect(world.billed).toHaveLength(1);
			expect(({} as IDataObject).polluted).toBeUndefined();
		})(),
);

test.concurrent(
	'Hundreds of harmful items at once are each made once, in their places, and a second try buys none',
	onSimulator(
		async (world) => {
			const small = HARMFUL.slice(3);
			const items = Array.from({ length: 200 }, (_, index) => {
				const of = index < 3 ? HARMFUL : small;
				const [, item] = of[index % of.length] as (typeof HARMFUL)[number];
				return { json: { ...item.json, prompt: `${String(item.json.prompt)} ${index}` } };
			});
			const options = {
				credentials: world.credentials,
				items,
				parameters: textToVideo({ prompt: '={{ $json.prompt }}' }, { downloadVideo: false }),
				settings: { onError: 'continueRegularOutput' as const },
			};
			// The first row is an error, so that n8n tries again.
			world.misbehave({
				on: 'job',
				fault: { kind: 'failed', code: 5003, message: 'unavailable' },
				matching: about(items[0]?.json.prompt),
			});
			const run = await runWorkflow({
				...options,
				settings: { ...options.settings, retryOnFail: true, maxTries: 2, waitBetweenTries: 500 },
			});
			expect(run.output.map(({ json }) => json.prompt)).toEqual(
				items.map(({ json }) => json.prompt),
			);
			const ids = run.output.map(({ json }) => json.id);
			expect(new Set(ids).size).toBe(items.length);
			expect(
				world.billed
					.filter(({ refunded }) => !refunded)
					.map(({ id }) => id)
					.sort(),
			).toEqual([...ids].sort());
			expect(({} as IDataObject).polluted).toBeUndefined();
		},
		{ balance: 10_000 },
	),
);

/** Stands for what is nested deeper than JSON.stringify goes. */
const DEEP = 'DEEP';

const ANSWERS: Array<[string, IDataObject, IDataObject]> = [
	[
		'a creation time beyond all calendars',
		{ status: 'completed', created_at: '+275760-09-12T00:00:00Z' },
		{ status: 'completed' },
	],
	[
		'a failure nested 5,000 deep',
		{ status: 'failed', error: DEEP },
		{ code: 'generation_failed', spent: 'refunded' },
	],
	['timings nested 5,000 deep', { status: 'completed', timings: DEEP }, { status: 'completed' }],
	[
		'the id __proto__',
		{ status: 'completed', id: '__proto__' },
		{ code: 'timeout', spent: 'still_running' },
	],
];

describe('Every poll that gives', () => {
	test.concurrent.each(ANSWERS)('%s concerns its own item only', (_what, answer, becomes) =>
		onSimulator(async (world: World) => {
			const isA = (_request: unknown, prediction?: { inputs: IDataObject }) =>
				prediction?.inputs.prompt === 'a';
			let id = '';
			const data = () => ({
				id,
				model: 'm',
				outputs: [`${world.cdnUrl}/output/${id}.mp4`],
				...answer,
			});
			world.misbehave({
				on: 'poll',
				times: 999,
				fault: {
					kind: 'status',
					status: 200,
					get body() {
						id = world.predictions.find(({ inputs }) => inputs.prompt === 'a')?.id ?? '';
						const text = JSON.stringify({ code: 200, message: 'success', data: data() });
						return text.replace(`"${DEEP}"`, `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
					},
				},
				matching: isA as never,
			});
			const run = await runOn(
				world,
				textToVideo({ prompt: '={{ $json.prompt }}' }, { timeout: 60 }),
				{
					items: ['a', 'b'].map((prompt) => ({ json: { prompt } })),
					settings: { onError: 'continueRegularOutput' },
				},
			);
			const [a, b] = run.output.map(({ json }) => json);
			expect(a?.error ?? a).toMatchObject(becomes);
			expect(b).toMatchObject({ status: 'completed' });
			expect(world.billed).toHaveLength(2);
		})(),
	);
});

test.concurrent(
	'What comes from outside stands in the log without control characters, and in one line',
	onSimulator(async (world) => {
		const address = `${world.cdnUrl}/output/\u001b[31mnone\u0007\n2026-01-01 forged\u202e\u2028.mp4`;
		world.misbehave({ on: 'job', fault: { kind: 'rawOutputs', outputs: [address] } });
		const run = await runOn(world, textToVideo({ prompt: 'x' }));
		expect(run.status).toBe('error');
		const lines = run.logs.map((line) => line.message + Object.values(line.metadata).join(' '));
		expect(lines.some((line) => line.includes('forged'))).toBe(true);
		for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
	}),
);
