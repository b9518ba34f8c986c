import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import { openExperience } from '../../../nodes/WaveSpeedVideo/generation/follow/experience';
import { createFollower } from '../../../nodes/WaveSpeedVideo/generation/follow/follower';
import type { Listing } from '../../../dev/virtual/fakeService';
import { FakeService } from '../../../dev/virtual/fakeService';
import { followAll } from '../../../dev/virtual/following';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

const spread = (seconds: number) => (index: number) =>
	seconds * 1000 * (0.75 + ((index * 37) % 100) / 200);

describe('many predictions of one run', () => {
	it('100 jobs of 120 s cost at most 120 requests, and are seen within 4 s on average', async () => {
		const batch = await followAll({ count: 100, apartMs: 10, set: { jobMs: 120_000 } });
		expect(batch.followed.every(({ result }) => result.kind === 'completed')).toBe(true);
		expect(batch.requests).toBeLessThanOrEqual(120);
		expect(batch.meanLag).toBeLessThanOrEqual(4);
	});

	it('100 jobs of 90 to 150 s are seen within 4.5 s on average, with less than 1.3 requests each', async () => {
		const batch = await followAll({ count: 100, apartMs: 10, set: { jobMs: spread(120) } });
		expect(batch.requests).toBeLessThanOrEqual(130);
		expect(batch.meanLag).toBeLessThanOrEqual(4.5);
	});

	it('10 jobs of 6 s take 9 s at first, and at most 8 s once the process knows them', async () => {
		const memory = new Map<string, number[]>();
		const run = async () => await followAll({ count: 10, memory, set: { jobMs: 6_000 } });
		expect((await run()).seconds).toBeLessThanOrEqual(9);
		for (let again = 0; again < 5; again++) {
			expect((await run()).seconds).toBeLessThanOrEqual(8);
		}
	});

	it('200 jobs of 2 s, 100 at once, take 7.7 s: the second hundred by what the first took', async () => {
		const set = { jobMs: 2_000, latencyMs: 300 };
		const batch = await followAll({ count: 200, maxConcurrent: 100, set });
		expect(batch.seconds).toBeLessThanOrEqual(7.75);
		expect(batch.requests).toBeLessThanOrEqual(206);
	});

	it('one job of 180 s costs at most 26 looks and is seen within 5 s, without experience', async () => {
		const { requests, maxLag } = await followAll({ count: 1, set: { jobMs: 180_000 } });
		expect(requests).toBeLessThanOrEqual(26);
		expect(maxLag).toBeLessThanOrEqual(5);
	});

	it('a list of more than a page is read on until all are found', async () => {
		const batch = await followAll({ count: 250, set: { jobMs: 60_000 } });
		expect(batch.looks).toBeLessThanOrEqual(260);
		expect(batch.requests).toBeLessThanOrEqual(250 + 3 * 11);
	});

	it('one or two jobs are looked at by their own ids', async () => {
		expect((await followAll({ count: 2 })).lists).toBe(0);
	});

	it('a Poll Interval of the user’s holds for the list as well', async () => {
		const { service } = await followAll({ count: 5, fixedDelayMs: 20_000 });
		const times = service.requests
			.filter(({ path }) => path.endsWith('/predictions'))
			.map(({ at }) => at);
		expect(times.length).toBeGreaterThanOrEqual(3);
		times.slice(1).forEach((at, index) => {
			expect(at - (times[index] as number)).toBeGreaterThanOrEqual(20_000);
		});
	});

	it('jobs that come one by one are looked at together', async () => {
		const batch = await followAll({ count: 40, apartMs: 3_000, set: { jobMs: 120_000 } });
		expect(batch.meanLag).toBeLessThanOrEqual(5);
		expect(batch.requests).toBeLessThanOrEqual(40 * 4);
	});
});

describe('predictions of which only the ids are known', () => {
	const findAll = async (count: number, set: Partial<FakeService>, agoMs: number) => {
		const time = new VirtualTime();
		const service = Object.assign(new FakeService(time), set);
		const client = createClient(service.send, () => time.now());
		const submit = Array.from({ length: count }, () => client.submit('m', {}));
		await time.run(Promise.all(submit));
		await time.run(time.pass(agoMs));
		const before = service.requests.length;
		const { runtime } = time;
		const experience = openExperience({}, '', () => 0.5, new Map());
		const follower = createFollower({ client, runtime, experience, total: count });
		const ids = service.billed.map(({ id }) => id);
		const from = time.now();
		const results = await time.run(
			Promise.all(ids.map((id) => follower.find(id, { timeoutMs: 3_600_000 }))),
		);
		const seconds = (time.now() - from) / 1000;
		return { results, ids, seconds, requests: service.requests.length - before };
	};

	it('are read once each when they have ended', async () => {
		const { results, ids, requests, seconds } = await findAll(80, { jobMs: 10_000 }, 60_000);
		expect(results.map((one) => one.kind === 'completed' && one.prediction.id)).toEqual(ids);
		expect(requests).toBe(80);
		expect(seconds).toBeLessThan(1);
	});

	it('are followed together when they still run, however long ago they were submitted', async () => {
		const { results, requests } = await findAll(80, { jobMs: 2_000_000 }, 1_900_000);
		expect(results.every(({ kind }) => kind === 'completed')).toBe(true);
		expect(requests).toBeLessThanOrEqual(80 + 80 + 15);
	});
});

describe('a list that can’t be relied on', () => {
	const cases: Array<[string, Listing]> = [
		['cannot be read', { kind: 'unreadable' }],
		['lacks them', { kind: 'empty' }],
		['ignores the page', { kind: 'ignoresPage' }],
		['lags behind by 3 s', { kind: 'lagging', byMs: 3_000 }],
		['lags behind by 40 s', { kind: 'lagging', byMs: 40_000 }],
		['shows ends before they come', { kind: 'endsTooEarly' }],
	];
	it.each(cases)('that %s costs requests, not time', async (_, listing) => {
		const batch = await followAll({ count: 150, set: { jobMs: spread(100), listing } });
		expect(batch.followed.every(({ result }) => result.kind === 'completed')).toBe(true);
		expect(batch.maxLag).toBeLessThanOrEqual(listing.kind === 'lagging' ? 20 : 12);
		// No more than looks by id alone would take.
		expect(batch.requests).toBeLessThanOrEqual(150 * 26);
	});

	it('that shows everything as running for ever is found out within 75 s', async () => {
		const listing: Listing = { kind: 'stale' };
		const batch = await followAll({ count: 50, set: { jobMs: spread(20), listing } });
		expect(batch.followed.every(({ result }) => result.kind === 'completed')).toBe(true);
		expect(batch.maxLag).toBeLessThanOrEqual(75);
	});
});
