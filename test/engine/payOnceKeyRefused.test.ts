import { useDeduplication } from './harness/deduplication';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { byKey, newKey, run } from './harness/paidOnce';
import { billedPrompts, requestsFor } from './harness/simulatorFacts';

/** Pay Once Key where what is asked for under it does not fit: nothing is bought then. */
useHost();
useFastClock(20);
useDeduplication();

describe('Pay Once Key', () => {
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
});
