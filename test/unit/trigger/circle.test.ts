import { operationProperties } from '../../../nodes/WaveSpeedVideo/operations';
import { checkNoCircle, MAKING } from '../../../nodes/WaveSpeedVideo/trigger/circle';

const TYPE = 'n8n-nodes-wavespeed-video.waveSpeedVideo';

const node = (parameters: Record<string, unknown>, type = TYPE) => ({
	name: 'Extend',
	type,
	parameters,
});

const check = (behind: Array<ReturnType<typeof node>>, models: string[] = []) => {
	checkNoCircle({ behind }, { event: 'completed', models });
};

describe('a workflow that would start itself for ever', () => {
	it.each([...MAKING, undefined])('is refused: a node behind the trigger does %s', (operation) => {
		expect(() => check([node({ operation })])).toThrow(/"Extend".*would start the workflow again/);
	});

	it('is not suspected where the model is chosen, or nothing is made', () => {
		check([node({ operation: 'extendVideo' })], ['bytedance/seedance-2.0/text-to-video']);
		check([
			node({ operation: 'get' }),
			node({ operation: 'join' }),
			node({}, 'n8n-nodes-base.set'),
		]);
		check([]);
	});

	it('is known by all operations that cost money', () => {
		const costly = operationProperties()
			.filter(({ options = [] }) => options.some((option) => option.name === 'maxCost'))
			.flatMap(({ displayOptions }) => displayOptions?.show?.operation ?? []);
		expect(costly.length).toBeGreaterThan(5);
		expect(new Set(costly)).toEqual(new Set(MAKING));
	});
});
