import { useDeduplication } from './harness/deduplication';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { byKey, ids, newKey, run, soraIsDown } from './harness/paidOnce';
import { billedPrompts } from './harness/simulatorFacts';

/** Pay Once Key where another model may stand in for one that is down. */
useHost();
useFastClock(20);
useDeduplication();

describe('Pay Once Key', () => {
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
});
