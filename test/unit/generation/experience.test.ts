import { pollDelay } from '../../../nodes/WaveSpeedVideo/generation/follow/schedule';
import { attempt } from '../support/execution';
import { FakeService } from '../support/fakeService';
import { VirtualTime } from '../support/virtualTime';

async function runs(jobSeconds: number[]) {
	const staticData = {};
	const polls: number[] = [];
	for (const seconds of jobSeconds) {
		const time = new VirtualTime();
		const service = new FakeService(time);
		service.jobMs = seconds * 1000;
		const [result] = await attempt({ service, time, store: {}, prompts: ['a'], staticData });
		expect(result).toMatchObject({ kind: 'completed' });
		polls.push(service.count('/result'));
	}
	return { polls, staticData };
}

describe('after three executions with jobs of about 5 minutes', () => {
	it('a fourth is followed with fewer checks', async () => {
		const { polls } = await runs([300, 310, 290, 300]);
		expect(polls[3]).toBeLessThan(polls[0] as number);
	});

	it('a job that is quicker than all before is still seen within half a minute', () => {
		const earlier = { shortestMs: 300_000, longestMs: 310_000 };
		for (let ageMs = 0; ageMs < 240_000; ageMs += 1_000) {
			expect(pollDelay({ ageMs, leftMs: 1e9, random: 0.999, earlier })).toBeLessThanOrEqual(33_000);
		}
	});

	it('a job around the usual end is looked for every 5 seconds', () => {
		const earlier = { shortestMs: 300_000, longestMs: 310_000 };
		expect(pollDelay({ ageMs: 300_000, leftMs: 1e9, random: 0, earlier })).toBe(5_000);
	});
});

it('keeps ten durations of a kind, not more', async () => {
	const { staticData } = await runs(Array(14).fill(20));
	expect(Object.values(staticData).map((kept) => (kept as number[]).length)).toEqual([10]);
});
