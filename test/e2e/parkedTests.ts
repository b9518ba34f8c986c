import { FAILED, GENERATE } from '../../dev/world/workflows';
import { about, ERROR_SETTINGS, expectVideos, paidPrompts, VIDEOS } from './generations';
import { answersTo, called, outcomesOf, startParked } from './parkedRuns';
import { useWorld } from './useWorld';

/** What parking promises, on one version of n8n. */
export function parkedTests(version?: string): void {
	const world = useWorld(version === undefined ? {} : { version });
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 4;
	});
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	test('three items are parked, and resumed once by the last call: in order, paired, with their files', async () => {
		const { simulator } = world();
		const id = await startParked(world(), 'three', ['a', 'b', 'c']);
		const execution = await world().n8n.rest.ended(id);

		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		await expectVideos(world(), execution, ['a', 'b', 'c']);
		expect(execution.items(GENERATE).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(execution.runs(VIDEOS)).toHaveLength(1);
		expect(outcomesOf(execution, VIDEOS)).toEqual(['a', 'b', 'c']);
		expect(paidPrompts(simulator)).toEqual(['a', 'b', 'c']);
		await called(world(), 3);
		expect(answersTo(world())).toEqual([200, 200, 200]);
	});

	test.each(ERROR_SETTINGS)(
		'under On Error = %s a failed item is an error row, and the other videos arrive',
		async (_, onError) => {
			const { simulator } = world();
			simulator.misbehave({
				on: 'job',
				fault: { kind: 'moderated' },
				matching: about('refused'),
			});
			const id = await startParked(world(), onError, ['a', 'refused', 'c'], { onError });
			const execution = await world().n8n.rest.ended(id);

			expect(execution.status).toBe('success');
			const isSplit = onError === 'continueErrorOutput';
			expect(outcomesOf(execution, VIDEOS)).toEqual(
				isSplit ? ['a', 'c'] : ['a', 'moderation', 'c'],
			);
			if (isSplit) expect(outcomesOf(execution, FAILED)).toEqual(['moderation']);
			const rows = execution.items(isSplit ? FAILED : VIDEOS);
			const failed = rows.find(({ json }) => json['error'] !== undefined);
			expect(failed?.json['error']).toMatchObject({
				predictionId: simulator.billed.find(({ inputs }) => inputs['prompt'] === 'refused')?.id,
			});
			expect(paidPrompts(simulator)).toEqual(['a', 'c', 'refused']);
		},
	);
}
