import { useDeduplication } from './harness/deduplication';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { hintsOf, ids, run, soraIsDown } from './harness/paidOnce';
import { textToVideo } from './harness/parameters';
import type { WorkflowRun } from './harness/runWorkflow';
import { billedPrompts } from './harness/simulatorFacts';

/** Reuse Earlier Video, with the rows that n8n keeps for a node. */
useHost();
useFastClock(20);
useDeduplication();

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
			expect(billedPrompts(world)).toEqual(['a', 'a', 'b']);
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
