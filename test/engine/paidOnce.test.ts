import type { IDataObject } from 'n8n-workflow';

import { useDeduplication } from './harness/deduplication';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { type RunOptions, runWorkflow, type WorkflowRun } from './harness/runWorkflow';
import { billedPrompts, requestsFor } from './harness/simulatorFacts';
import type { Rule } from '../../dev/simulator';

/** Pay Once Key and Reuse Earlier Video, with the rows that n8n keeps for a node. */
useHost();
useFastClock(20);
const kept = useDeduplication();

let keys = 0;
/** The process remembers keys: each test has its own. */
const newKey = () => `row ${keys++}`;

const itemsOf = (items: IDataObject[]) => items.map((json) => ({ json }));

/** A run of the node with each item's `prompt`. */
async function run(
	{ credentials }: World,
	items: IDataObject[],
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
): Promise<WorkflowRun> {
	return await runWorkflow({
		credentials,
		items: itemsOf(items),
		parameters: textToVideo(
			{ prompt: '={{ $json.prompt }}' },
			{ downloadVideo: false, ...options },
		),
		...more,
	});
}

const ids = ({ output }: WorkflowRun) => output.map(({ json }) => json['id']);
const hintsOf = ({ hints }: WorkflowRun) => hints.map(({ message }) => message).join('\n');
const soraIsDown: Rule = {
	on: 'submit',
	fault: { kind: 'status', status: 503, body: { code: 5003, message: 'unavailable' } },
	matching: ({ path }) => path.includes('sora'),
	times: 1,
};

const byKey = { payOnceKey: '={{ $json.key }}' };

describe('Pay Once Key', () => {
	test(
		'gives what another execution bought under it, with a hint, and outside the budget',
		onSimulator(async (world) => {
			const item = { prompt: 'a', key: newKey() };
			const first = await run(world, [item], byKey);

			const second = await run(world, [item], { ...byKey, maxCost: 0.5 });

			expect(errorText(second)).toBe('');
			expect(ids(second)).toEqual(ids(first));
			expect(billedPrompts(world)).toEqual(['a']);
			expect(hintsOf(second)).toContain('Not bought again');
			expect(hintsOf(second)).not.toContain('estimated cost');
			expect(hintsOf(first)).not.toContain('Not bought again');
			expect(hintsOf(first)).not.toContain('memory');
		}),
	);

	test(
		'leaves the whole budget to what is bought beside it',
		onSimulator(async (world) => {
			const paid = { prompt: 'a', key: newKey() };
			await run(world, [paid], byKey);

			const second = await run(world, [paid, { prompt: 'b', key: newKey() }], {
				...byKey,
				maxCost: 1.5,
			});

			expect(errorText(second)).toBe('');
			expect(billedPrompts(world)).toEqual(['a', 'b']);
		}),
	);

	test.each(['refuse', 'buyAnew'])(
		'gives what stood in for an unavailable model (On Changed Inputs = %s)',
		async (payOnceChanged) => {
			await onSimulator(async (world) => {
				world.misbehave(soraIsDown);
				const item = { prompt: 'a', key: newKey() };
				const options = { ...byKey, payOnceChanged, ifUnavailable: 'seedance' };
				const first = await run(world, [item], options);
				expect(errorText(first)).toBe('');

				const second = await run(world, [item], options);

				expect(errorText(second)).toBe('');
				expect(ids(second)).toEqual(ids(first));
				expect(billedPrompts(world)).toEqual(['a']);
			})();
		},
	);

	test(
		'… also after its download failed, when n8n tries again',
		onSimulator(async (world) => {
			world.misbehave(soraIsDown);
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 }, times: 1 });
			const options = { ...byKey, ifUnavailable: 'seedance', downloadVideo: true };

			const retried = await run(world, [{ prompt: 'a', key: newKey() }], options, {
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000 },
			});

			expect(errorText(retried)).toBe('');
			expect(billedPrompts(world)).toEqual(['a']);
		}),
	);

	test(
		'of two items that ask for the same is one video also where another model stands in',
		onSimulator(async (world) => {
			world.misbehave({ ...soraIsDown, times: undefined });
			const item = { prompt: 'a', key: newKey() };
			const options = { ...byKey, ifUnavailable: 'seedance', maxCost: 1.5 };

			const both = await run(world, [item, item], options);

			expect(errorText(both)).toBe('');
			expect(new Set(ids(both)).size).toBe(1);
			expect(ids(both)).toHaveLength(2);
			expect(billedPrompts(world)).toEqual(['a']);
		}),
	);

	test(
		'shared by two items whose model is down is paid once within a limit that is its price',
		onSimulator(async (world) => {
			world.misbehave({ ...soraIsDown, times: undefined });
			const item = { prompt: 'a', key: newKey() };
			// Seedance costs $0.20 a second here: $0.80 for the four.
			const price = { ...byKey, ifUnavailable: 'seedance', maxCost: 1.2, maxConcurrent: 1 };

			const both = await run(world, [item, item], price);

			expect(errorText(both)).toBe('');
			expect(new Set(ids(both)).size).toBe(1);
			expect(billedPrompts(world)).toEqual(['a']);
		}),
	);

	test(
		'that a budget refuses is refused to all items that share it',
		onSimulator(async (world) => {
			const item = { prompt: 'a', key: newKey() };

			const refused = await run(
				world,
				[item, item],
				{ ...byKey, maxCost: 0.5 },
				{ settings: { onError: 'continueRegularOutput' } },
			);

			expect(refused.output.map(({ json }) => json['error'])).toMatchObject([
				{ code: 'over_budget' },
				{ code: 'over_budget' },
			]);
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.each(['refuse', 'buyAnew'])(
		'of two executions at once, of which one finds its model down, is one video (On Changed Inputs = %s)',
		async (payOnceChanged) => {
			for (const isTaken of [false, true]) {
				await onSimulator(async (world) => {
					const key = newKey();
					const options = { ...byKey, payOnceChanged, ifUnavailable: 'seedance' };
					if (isTaken && payOnceChanged === 'buyAnew') {
						await run(world, [{ prompt: 'before', key }], options);
					}
					const before = world.billed.length;
					world.misbehave(soraIsDown);
					const item = { prompt: 'a', key };

					const both = await Promise.all([
						run(world, [item], options),
						run(world, [item], options),
					]);

					expect(both.map(errorText)).toEqual(['', '']);
					expect(new Set(both.flatMap(ids)).size).toBe(1);
					expect(world.billed.length - before).toBe(1);
				})();
			}
		},
	);

	test(
		'whose video was deleted at WaveSpeed is no second purchase, and the error names it',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'status', status: 'deleted' }, times: 1 });
			const item = { prompt: 'a', key: newKey() };
			const first = await run(world, [item], byKey);
			expect(errorText(first)).toContain('another key');

			const second = await run(world, [item], byKey);

			expect(errorText(second)).toContain(String(world.predictions[0]?.id));
			expect(errorText(second)).toContain('another key');
			expect(billedPrompts(world)).toEqual(['a']);
		}),
	);

	test(
		'is not said to be submitted by an execution that was only given it',
		onSimulator(async (world) => {
			const paid = { prompt: 'a', key: newKey() };
			await run(world, [paid], byKey);
			world.misbehave({ on: 'job', fault: { kind: 'moderated' }, times: 1 });

			const failed = await run(world, [{ prompt: 'b', key: newKey() }, paid], byKey);

			expect(failed.status).toBe('error');
			expect(errorText(failed)).toMatch(/Paid before, and taken up.*\nItem 1: prediction/);
			expect(errorText(failed)).not.toContain('Submitted for other items');
		}),
	);

	test(
		'is one video for two executions at the same moment',
		onSimulator(async (world) => {
			const item = { prompt: 'a', key: newKey() };

			const [first, second] = await Promise.all([
				run(world, [item], byKey),
				run(world, [item], byKey),
			]);

			expect(ids(first)).toHaveLength(1);
			expect(ids(first)).toEqual(ids(second));
			expect(billedPrompts(world)).toEqual(['a']);
		}),
	);

	test(
		'of two items that ask for the same is one video, paid once and counted once',
		onSimulator(async (world) => {
			const item = { prompt: 'a', key: newKey() };

			const both = await run(world, [item, item], { ...byKey, maxCost: 1.5 });

			expect(errorText(both)).toBe('');
			expect(new Set(ids(both)).size).toBe(1);
			expect(ids(both)).toHaveLength(2);
			expect(billedPrompts(world)).toEqual(['a']);
		}),
	);

	test(
		'of two items that ask for different things buys neither, nor anything else of the run',
		onSimulator(async (world) => {
			const key = newKey();
			const items = [
				{ prompt: 'a', key },
				{ prompt: 'b', key },
				{ prompt: 'c', key: newKey() },
			];

			const failed = await run(world, items, byKey);

			expect(errorText(failed)).toContain('the same Pay Once Key');
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test(
		'with changed inputs fails its item before anything is sent, and shows both prompts',
		onSimulator(async (world) => {
			const key = newKey();
			await run(world, [{ prompt: 'a boat', key }], byKey);

			const failed = await run(
				world,
				[
					{ prompt: 'a train', key },
					{ prompt: 'c', key: newKey() },
				],
				byKey,
			);

			expect(failed.status).toBe('error');
			expect(errorText(failed)).toMatch(/a boat.*a train/);
			expect(errorText(failed)).toContain('Nothing is bought');
			expect(billedPrompts(world)).toEqual(['a boat']);
		}),
	);

	test(
		'… and with On Changed Inputs set to Buy Anew buys',
		onSimulator(async (world) => {
			const key = newKey();
			await run(world, [{ prompt: 'a', key }], byKey);
			await run(world, [{ prompt: 'b', key }], { ...byKey, payOnceChanged: 'buyAnew' });

			expect(billedPrompts(world)).toEqual(['a', 'b']);
		}),
	);

	test.each(['', '   ', null, Number.NaN, { id: 1 }])(
		'that an expression does not give (%p) is an error, not no key',
		async (given) => {
			await onSimulator(async (world) => {
				const failed = await run(world, [{ prompt: 'a', key: given as never }], byKey);

				expect(errorText(failed)).toContain('Pay Once Key is set but gives no key');
				expect(requestsFor(world, 'submit')).toEqual([]);
			})();
		},
	);

	test(
		'continues with the items whose key is in order',
		onSimulator(async (world) => {
			const key = newKey();
			await run(world, [{ prompt: 'a', key }], byKey);
			const items = [
				{ prompt: 'b', key },
				{ prompt: 'c', key: newKey() },
			];

			const result = await run(world, items, byKey, {
				settings: { onError: 'continueRegularOutput' },
			});

			expect(result.output[0]?.json['error']).toMatchObject({ code: 'pay_once_changed' });
			expect(billedPrompts(world)).toEqual(['a', 'c']);
		}),
	);

	test(
		'tells when the memory of keys is nearly full',
		onSimulator(async (world) => {
			kept.fillTo(41_000);
			// The node counts its entries once a minute.
			await new Promise((resolve) => setTimeout(resolve, 61_000));

			const { output, hints } = await run(world, [{ prompt: 'a', key: newKey() }], byKey);

			expect(output).toHaveLength(1);
			const { type, message } = hints.find((hint) => hint.message.includes('memory')) ?? {};
			expect(type).toBe('warning');
			expect(message).toContain('93 % full');
		}),
	);
});

describe('Reuse Earlier Video', () => {
	const manual = { mode: 'manual' } as const;

	test(
		'in a manual execution gives what the node has made, says so, and how to get another',
		onSimulator(async (world) => {
			const first = await run(world, [{ prompt: 'a' }], {}, manual);

			const second = await run(world, [{ prompt: 'a' }], {}, manual);

			expect(ids(second)).toEqual(ids(first));
			expect(billedPrompts(world)).toEqual(['a']);
			expect(hintsOf(second)).toMatch(/Not bought again.*new take.*Never/);
			expect(hintsOf(second)).toContain(String(ids(first)[0]));
		}),
	);

	test(
		'leaves the whole budget to what is bought beside it',
		onSimulator(async (world) => {
			await run(world, [{ prompt: 'a' }], {}, manual);

			const items = [{ prompt: 'a' }, { prompt: 'b' }];
			const second = await run(world, items, { maxCost: 1.5 }, manual);

			expect(errorText(second)).toBe('');
			expect(billedPrompts(world)).toEqual(['a', 'b']);
		}),
	);

	test(
		'a production execution buys its own',
		onSimulator(async (world) => {
			await run(world, [{ prompt: 'a' }], {}, manual);
			await run(world, [{ prompt: 'a' }]);
			await run(world, [{ prompt: 'a' }]);
			expect(billedPrompts(world)).toEqual(['a', 'a', 'a']);
		}),
	);

	test(
		'Always and Never hold whatever the execution is',
		onSimulator(async (world) => {
			await run(world, [{ prompt: 'a' }]);
			await run(world, [{ prompt: 'a' }], { reuseEarlier: 'always' });
			expect(billedPrompts(world)).toEqual(['a']);
			await run(world, [{ prompt: 'a' }], { reuseEarlier: 'never' }, manual);
			expect(billedPrompts(world)).toEqual(['a', 'a']);
		}),
	);

	test(
		'three equal prompts are three videos, and a second click gives the same three; a fourth is bought',
		onSimulator(async (world) => {
			const three = [{ prompt: 'a' }, { prompt: 'a' }, { prompt: 'a' }];
			const first = await run(world, three, {}, manual);
			expect(new Set(ids(first)).size).toBe(3);

			const second = await run(world, three, {}, manual);
			expect(ids(second).sort()).toEqual(ids(first).sort());
			expect(billedPrompts(world)).toHaveLength(3);

			const third = await run(world, [...three, { prompt: 'a' }], {}, manual);
			expect(new Set(ids(third)).size).toBe(4);
			expect(billedPrompts(world)).toHaveLength(4);
		}),
	);

	test(
		'two rounds of a loop with the same prompt are two videos, in each manual execution the same two',
		onSimulator(async (world) => {
			const looped = { ...manual, twice: true };
			const first = await run(world, [{ prompt: 'a' }], {}, looped);
			expect(billedPrompts(world)).toEqual(['a', 'a']);

			const second = await run(world, [{ prompt: 'a' }], {}, looped);

			expect(billedPrompts(world)).toEqual(['a', 'a']);
			const rounds = ({ rounds: all }: WorkflowRun) =>
				all.map((items) => items[0]?.json['id']).sort();
			expect(rounds(second)).toEqual(rounds(first));
			expect(new Set(rounds(second)).size).toBe(2);
		}),
	);

	test(
		'gives what stood in for an unavailable model',
		onSimulator(async (world) => {
			world.misbehave(soraIsDown);
			const options = { ifUnavailable: 'seedance' };
			const first = await run(world, [{ prompt: 'a' }, { prompt: 'b' }], options, manual);
			expect(errorText(first)).toBe('');

			const items = [{ prompt: 'a' }, { prompt: 'b' }];
			const second = await run(world, items, options, manual);

			expect(errorText(second)).toBe('');
			expect(ids(second)).toEqual(ids(first));
			expect(billedPrompts(world)).toHaveLength(2);
		}),
	);

	test(
		'a changed input is a new video',
		onSimulator(async (world) => {
			await run(world, [{ prompt: 'a' }], {}, manual);
			await run(world, [{ prompt: 'b' }], {}, manual);
			const seeded = textToVideo({ prompt: 'a', duration: 8 }, { downloadVideo: false });
			await run(world, [{}], {}, { ...manual, parameters: seeded });
			expect(billedPrompts(world)).toEqual(['a', 'b', 'a']);
		}),
	);

	test(
		'what failed at WaveSpeed is not reused',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'failed', code: 1403, message: 'busy' } });
			const first = await run(world, [{ prompt: 'a' }], {}, manual);
			expect(first.status).toBe('error');
			const second = await run(world, [{ prompt: 'a' }], {}, manual);
			expect(second.status).toBe('success');
			expect(billedPrompts(world)).toEqual(['a', 'a']);
		}),
	);

	test(
		'after a failed download a second click downloads, and buys nothing',
		onSimulator(async (world) => {
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 }, times: 1 });
			const first = await run(world, [{ prompt: 'a' }], { downloadVideo: true }, manual);
			expect(first.status).toBe('error');

			const second = await run(world, [{ prompt: 'a' }], { downloadVideo: true }, manual);

			expect(errorText(second)).toBe('');
			expect(second.output[0]?.binary?.['data']).toBeDefined();
			expect(billedPrompts(world)).toEqual(['a']);
		}),
	);
});
