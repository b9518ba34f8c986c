import type { IDataObject } from 'n8n-workflow';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { character, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { billedPrompts, requestsFor, submittedPrompts } from './harness/simulatorFacts';
import { grouped } from '../../dev/n8n';
import { items, names, refusing, retryingOnce, runWithin } from './harness/budget';

/** Option Max Cost per Run: the whole batch is priced before anything is submitted. */
useHost();
useFastClock(20);

describe('A batch', () => {
	test.concurrent(
		'whose sum is the limit to the cent is made',
		onSimulator(async (world) => {
			const run = await runWithin(world, 3.6);
			expect(errorText(run)).toBe('');
			expect(billedPrompts(world)).toEqual(names);
		}),
	);

	test.concurrent(
		'a cent above the limit is refused with sum, limit and count, and nothing is submitted',
		onSimulator(async (world) => {
			const run = await runWithin(world, 3.59);
			expect(run.status).toBe('error');
			expect(run.error?.message).toMatch(/3 items.*\$3\.60.*\$3\.59/);
			expect(errorText(run)).toContain('Nothing was bought');
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'of prices that floating point cannot add passes at its exact sum',
		onSimulator(async (world) => {
			// 0.4 + 0.8 + 1.2 is 2.4000000000000004 there.
			const run = await runOn(
				world,
				{
					operation: 'textToVideo',
					model: 'sora-2',
					prompt: 'A boat',
					duration: '={{ $json.seconds }}',
					...grouped({ maxCost: 2.4, downloadVideo: false, pollInterval: 1 }),
				},
				{ items: [4, 8, 12].map((seconds) => ({ json: { seconds } })) },
			);
			expect(errorText(run)).toBe('');
			expect(world.billed).toHaveLength(3);
		}),
	);

	test.concurrent(
		'with a limit of 0 buys nothing, not even for a tenth of a cent',
		onSimulator(async (world) => {
			const run = await runOn(world, character({}, { maxCost: 0 }));
			expect(run.status).toBe('error');
			expect(run.error?.message).toContain('$0.001');
			expect(world.billed).toEqual([]);
		}),
	);

	test.concurrent(
		'above the limit becomes one error row per item under Continue',
		onSimulator(async (world) => {
			const run = await runWithin(world, 1, { settings: { onError: 'continueErrorOutput' } });
			expect(run.status).toBe('success');
			expect(run.output).toEqual([]);
			expect(run.errorOutput.map(({ json }) => json.error)).toEqual(
				names.map((_name, itemIndex) =>
					expect.objectContaining({ code: 'over_budget', spent: 'no', itemIndex }),
				),
			);
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'counts only the items that would be bought: an invalid one costs nothing',
		onSimulator(async (world) => {
			const run = await runWithin(
				world,
				2.4,
				{ settings: { onError: 'continueErrorOutput' } },
				{ duration: '={{ $json.name === "b" ? 5 : 4 }}' },
			);
			expect(run.errorOutput).toHaveLength(1);
			expect(billedPrompts(world)).toEqual(['a', 'c']);
		}),
	);
});

describe('The limit', () => {
	test.concurrent(
		'is refused when it is no amount, before anything is sent',
		onSimulator(async (world) => {
			const run = await runWithin(world, '={{ "ten" }}');
			expect(errorText(run)).toMatch(/Max Cost per Run.*"ten"/);
			expect(world.requests).toEqual([]);
		}),
	);
});

describe('A limit by expression', () => {
	const byExpression = (world: World, maxCost: string, json: IDataObject[]) =>
		runOn(world, textToVideo({}, { maxCost, downloadVideo: false }), {
			items: json.map((one) => ({ json: one })),
		});

	test.concurrent.each([
		['undefined', '={{ $json.gone }}'],
		['null', '={{ null }}'],
		['an empty text', "={{ '' }}"],
	])('that gives %s is an error before anything is sent, never no limit', (_what, maxCost) =>
		onSimulator(async (world) => {
			const run = await byExpression(world, maxCost, [{}]);
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('Max Cost per Run is set but gives no amount');
			expect(world.requests).toEqual([]);
		})(),
	);

	test.concurrent(
		'that the second item does not give is an error too',
		onSimulator(async (world) => {
			const run = await byExpression(world, '={{ $json.limit }}', [{ limit: 100 }, {}]);
			expect(errorText(run)).toContain('Max Cost per Run');
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'that differs from item to item holds at its lowest',
		onSimulator(async (world) => {
			const run = await byExpression(world, '={{ $json.limit }}', [
				{ limit: 100 },
				{ limit: 2.39 },
			]);
			expect(run.error?.message).toMatch(/2 items is \$2\.40.*\$2\.39/);
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);
});

describe('On another try', () => {
	const settings = { ...retryingOnce, maxTries: 3 };

	test.concurrent(
		'what was submitted already counts once: the limit holds for all tries of a run',
		onSimulator(
			async (world) => {
				// The first try may buy one item only.
				world.settings.account.submitsPerMinute = 1;
				const first = await runOn(
					world,
					textToVideo(
						{ prompt: '={{ $json.name }}' },
						{ maxCost: 3.6, maxConcurrent: 1, timeout: 1, downloadVideo: false },
					),
					{ items },
				);
				expect(first.status).toBe('error');
				expect(billedPrompts(world)).toEqual(['a']);
				world.settings.account.submitsPerMinute = Infinity;
				const less = await runWithin(world, 3.59, { retry: { of: first, workflow: 'current' } });
				expect(less.error?.message).toMatch(/\$2\.40, and \$1\.20 of earlier tries.*\$3\.59/);
				expect(billedPrompts(world)).toEqual(['a']);
				const second = await runWithin(world, 3.6, { retry: { of: first, workflow: 'current' } });
				expect(errorText(second)).toBe('');
				expect(billedPrompts(world)).toEqual(names);
				expect(submittedPrompts(world).sort()).toEqual(names);
			},
			{ jobSeconds: 5 },
		),
	);

	test.concurrent(
		'a refused item counts, because it would be bought now',
		onSimulator(async (world) => {
			world.misbehave(refusing('c'));
			const run = await runWithin(world, 3.6, { settings });
			expect(errorText(run)).toBe('');
			expect(billedPrompts(world)).toEqual(names);
		}),
	);
});

describe('Money that WaveSpeed promised to return', () => {
	const fault = { kind: 'failed', code: 5000, message: 'internal' } as const;

	test.concurrent(
		'is free for another try as soon as the bill shows it',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault });
			const run = await runWithin(world, 3.6, { settings: retryingOnce });
			expect(errorText(run)).toBe('');
			expect(world.billed.filter(({ refunded }) => !refunded)).toHaveLength(3);
			expect(requestsFor(world, 'billings')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'is out as long as the bill can’t be read, and the budget refuses',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault });
			world.misbehave({ on: 'billings', fault: { kind: 'status', status: 503 }, times: 99 });
			const run = await runWithin(world, 3.6, { settings: retryingOnce });
			expect(errorText(run)).toContain('above Max Cost per Run');
			expect(world.billed).toHaveLength(3);
		}),
	);
});
