import { useDeduplication } from './harness/deduplication';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { byKey, hintsOf, ids, newKey, run } from './harness/paidOnce';
import { billedPrompts } from './harness/simulatorFacts';

/** Pay Once Key gives what was bought under it, with the rows that n8n keeps for a node. */
useHost();
useFastClock(20);
const kept = useDeduplication();

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
