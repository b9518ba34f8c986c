import {
	openExperience,
	tookAbout,
} from '../../../nodes/WaveSpeedVideo/generation/follow/experience';
import type { Attempt } from '../../../dev/virtual/execution';
import { attempt } from '../../../dev/virtual/execution';
import { followAll } from '../../../dev/virtual/following';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

async function runs(jobSeconds: number[], kept: Pick<Attempt, 'staticData' | 'memory'> = {}) {
	const polls: number[] = [];
	for (const seconds of jobSeconds) {
		const time = new VirtualTime();
		const service = new FakeService(time);
		service.jobMs = seconds * 1000;
		const [result] = await attempt({ service, time, store: {}, prompts: ['a'], ...kept });
		expect(result).toMatchObject({ kind: 'completed' });
		polls.push(service.count('/result'));
	}
	return polls;
}

describe('after three executions with jobs of about 5 minutes', () => {
	it('a fourth is followed with fewer checks, by the workflow’s static data', async () => {
		const polls = await runs([300, 310, 290, 300], { staticData: {} });
		expect(polls[3]).toBeLessThan((polls[0] as number) / 2);
	});

	it('a fourth is followed with fewer checks, by what the process remembers', async () => {
		const polls = await runs([300, 310, 290, 300], { memory: new Map() });
		expect(polls[3]).toBeLessThan((polls[0] as number) / 2);
	});
});

it('keeps ten durations of a kind, not more', async () => {
	const staticData = {};
	const memory = new Map<string, number[]>();
	await runs(Array<number>(14).fill(20), { staticData, memory });
	expect(Object.values<number[]>(staticData).map(({ length }) => length)).toEqual([10]);
	expect([...memory.values()].map(({ length }) => length)).toEqual([10]);
});

it('of a run with jobs of 2, 6 and 30 s all lengths are kept, not those that end last', async () => {
	const memory = new Map<string, number[]>();
	const lengths = [2_000, 6_000, 30_000];
	const set = { jobMs: (index: number) => lengths[index % 3] as number };
	await followAll({ count: 30, memory, set });

	const [kept = []] = memory.values();
	const short = kept.filter((took) => took < 15_000);
	expect(kept).toHaveLength(10);
	expect(short.length).toBeGreaterThanOrEqual(4);
	const second = await followAll({ count: 30, memory, set });
	expect(second.meanLag).toBeLessThan(6);
});

it('a process remembers 500 kinds, not more', () => {
	const memory = new Map<string, number[]>();
	const experience = openExperience({}, 'https://a.test', Math.random, memory);
	for (let kind = 0; kind < 1_000; kind++) experience.record(`kind ${kind}`, 1_000);
	expect(memory.size).toBe(500);
	expect(memory.has('https://a.test kind 999')).toBe(true);
});

it('of another service nothing is known', () => {
	const memory = new Map<string, number[]>();
	const there = openExperience({}, 'https://a.test', Math.random, memory);
	for (const took of [1_000, 1_100, 1_200]) there.record('kind', took);
	expect(there.earlier('kind')).toHaveLength(3);
	expect(openExperience({}, 'https://b.test', Math.random, memory).earlier('kind')).toEqual([]);
});

it.each([null, 'often', { length: 3 }, [NaN, 'a', -5, Infinity, 0], [[1], [2], [3]]])(
	'static data that hold %j say nothing',
	(kept) => {
		expect(openExperience({ 'took:kind': kept }, '', () => 0.5, new Map()).earlier('kind')).toEqual(
			[],
		);
	},
);

describe('how long a job took', () => {
	it('is what the service says and a moment more, if the looks bear it out', () => {
		expect(tookAbout(53_000, 61_000, 57_000)).toBe(58_710);
		expect(tookAbout(53_000, 61_000, 500_000)).toBe(61_000);
	});

	it('is between the looks, if it ran for longer than the service says', () => {
		expect(tookAbout(53_000, 61_000, 5)).toBe(57_000);
	});

	it.each([undefined, 'soon', NaN, 0])('is when it was seen, if the service says %s', (said) => {
		expect(tookAbout(53_000, 61_000, said)).toBe(61_000);
	});

	it('is not known when nobody looked for long', () => {
		expect(tookAbout(0, 61_000, 57_000)).toBeUndefined();
	});
});
