import { about } from '../../dev/simulator';
import { until } from '../../dev/world/until';
import { GENERATE } from '../../dev/world/workflows';
import type { World } from '../../dev/world/world';
import { expectVideos, paidIds, paidPrompts, requestsFor, VIDEOS } from './generations';
import { answersTo, called, outcomesOf, parked, parking, startParked } from './parkedRuns';

/** What parking promises of the calls that resume it: repeated, forged, foreign, early, late. */
export function parkedCallTests(world: () => World): void {
	test('calls that come twice, or all at once, resume the execution once', async () => {
		const { simulator } = world();
		simulator.misbehave({ on: 'callback', fault: { kind: 'repeated', times: 4 }, times: 3 });
		// While it is downloaded, further calls come.
		simulator.misbehave({ on: 'download', fault: { kind: 'delay', seconds: 1 }, times: 3 });
		const id = await startParked(world(), 'repeated', ['a', 'b', 'c']);
		const execution = await world().n8n.rest.ended(id);

		await expectVideos(world(), execution, ['a', 'b', 'c']);
		await called(world(), 12);
		expect(execution.runs(GENERATE)).toHaveLength(1);
		expect(execution.runs(VIDEOS)).toHaveLength(1);
		expect(new Set(answersTo(world()))).toEqual(new Set([200]));
		expect(requestsFor(simulator, 'download')).toHaveLength(3);
	});

	test('forged, unsigned and foreign calls resume nothing, and a late one after the end is refused', async () => {
		const { simulator } = world();
		simulator.misbehave({ on: 'callback', fault: { kind: 'forged' }, matching: about('a') });
		simulator.misbehave({ on: 'callback', fault: { kind: 'unsigned' }, matching: about('b') });
		const foreign = { kind: 'foreign', id: '0123456789abcdef0123456789abcdef' } as const;
		simulator.misbehave({ on: 'callback', fault: foreign, matching: about('c') });
		const id = await startParked(world(), 'forged', ['a', 'b', 'c']);
		await called(world(), 3);
		expect([...answersTo(world())].sort()).toEqual([200, 401, 401]);
		expect((await world().n8n.rest.execution(id)).status).toBe('waiting');

		const [paid = ''] = paidIds(simulator, 'b');
		expect(await simulator.callAgain(paid)).toMatchObject({ status: 200 });
		const execution = await world().n8n.rest.ended(id);
		await expectVideos(world(), execution, ['a', 'b', 'c']);
		expect(await simulator.callAgain(paid)).toMatchObject({ status: 409 });
		expect((await world().n8n.rest.execution(id)).runs(VIDEOS)).toHaveLength(1);
	});

	test('a call before its time, and calls out of order, lose nothing', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = ({ inputs }) =>
			({ a: 8, b: 6, c: 4 })[String(inputs['prompt'])] ?? 1;
		// While it is submitted, n8n has the execution under way, or hasn't stored it: no call is taken.
		simulator.misbehave({ on: 'callback', fault: { kind: 'premature' }, matching: about('b') });
		const id = await startParked(world(), 'order', ['a', 'b', 'c']);
		const execution = await world().n8n.rest.ended(id);

		await expectVideos(world(), execution, ['a', 'b', 'c']);
		expect(answersTo(world())[0]).toBeGreaterThanOrEqual(400);
	});

	test('two nodes that park one after the other: what is late for the first resumes not the second', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = ({ inputs }) => (inputs['prompt'] === 'second' ? 8 : 2);
		const workflow = parking('two nodes', ['a'], {}, {});
		const [first] = workflow.nodes.filter(({ name }) => name === GENERATE);
		if (!first) throw new Error('no node');
		const second = {
			...first,
			id: 'second',
			name: 'Second',
			parameters: { ...first.parameters, prompt: 'second' },
		};
		workflow.nodes.push(second);
		const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
		Object.assign(workflow.connections, { [GENERATE]: to('Second'), Second: to(VIDEOS) });
		const id = await world().start(workflow);
		await until(() => simulator.billed.length === 2);
		await parked(world(), id);
		const [paid = ''] = paidIds(simulator, 'a');
		expect(await simulator.callAgain(paid)).toMatchObject({ status: 200 });
		expect((await world().n8n.rest.execution(id)).status).toBe('waiting');
		const execution = await world().n8n.rest.ended(id);

		expect(outcomesOf(execution, GENERATE)).toEqual(['a']);
		expect(outcomesOf(execution, 'Second')).toEqual(['second']);
		expect(execution.runs(VIDEOS)).toHaveLength(1);
		expect(paidPrompts(simulator)).toEqual(['a', 'second']);
	});
}
