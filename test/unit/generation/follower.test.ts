import fc from 'fast-check';
import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import { StoppedError } from '../../../nodes/WaveSpeedVideo/base/runtime';
import { openExperience } from '../../../nodes/WaveSpeedVideo/generation/follow/experience';
import { createFollower } from '../../../nodes/WaveSpeedVideo/generation/follow/follower';
import type { Fault, Listing } from '../../../dev/virtual/fakeService';
import { FakeService } from '../../../dev/virtual/fakeService';
import { followAll } from '../../../dev/virtual/following';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { runs } from '../support/runs';

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

const fault = fc.constantFrom<Fault[]>(
	'none',
	'none',
	'none',
	'lostBefore',
	'rateLimited',
	'rateLimitedWithRetryAfter',
	'serverErrorBefore',
	'malformed',
	'notFound',
	'unauthorized',
	'badRequest',
);
const REFUSALS: ReadonlySet<Fault> = new Set(['notFound', 'unauthorized', 'badRequest']);

const situation = fc.record({
	count: fc.integer({ min: 1, max: 12 }),
	apartMs: fc.constantFrom(0, 10, 700, 4_000, 30_000),
	jobSeconds: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }),
	listing: fc.constantFrom<Listing[]>(
		{ kind: 'right' },
		{ kind: 'right' },
		{ kind: 'unreadable' },
		{ kind: 'empty' },
		{ kind: 'ignoresPage' },
		{ kind: 'stale' },
		{ kind: 'endsTooEarly' },
		{ kind: 'lagging', byMs: 2_000 },
		{ kind: 'lagging', byMs: 30_000 },
	),
	pollFaults: fc.array(fault, { maxLength: 30 }),
	listFaults: fc.array(fault, { maxLength: 10 }),
	fixedDelayMs: fc.constantFrom(undefined, undefined, 2_000, 7_000, 45_000),
	earlier: fc.array(fc.integer({ min: 1_000, max: 1_200_000 }), { maxLength: 10 }),
	random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

it('a list that breaks the reading of it breaks nothing else', async () => {
	const time = new VirtualTime();
	const service = new FakeService(time);
	const client = createClient(service.send, () => time.now());
	const broken = { ...client, listPredictions: () => Promise.reject(new RangeError('odd date')) };
	const experience = openExperience({}, '', () => 0.5, new Map());
	const follower = createFollower({ client: broken, runtime: time.runtime, experience });
	const ends = [0, 1, 2, 3].map(async () => {
		const accepted = await client.submit('m', {});
		if (accepted.kind !== 'accepted') throw new Error('The submission failed');
		return await follower.follow(accepted.prediction, time.now(), { timeoutMs: 600_000 });
	});
	const results = await time.run(Promise.all(ends));
	expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill('completed'));
});

describe('whatever the list and the service do', () => {
	it('each job’s end is seen, in bounded time, by its own answer and no other', async () => {
		await fc.assert(
			fc.asyncProperty(situation, async (given) => {
				const time = new VirtualTime(() => given.random);
				const { jobSeconds, listing } = given;
				const memory = new Map([
					['https://service.test openai/sora-2/text-to-video-pro', given.earlier],
				]);
				const batch = await followAll({
					time,
					count: given.count,
					apartMs: given.apartMs,
					fixedDelayMs: given.fixedDelayMs,
					memory,
					set: {
						jobMs: (index) => (jobSeconds[index % jobSeconds.length] as number) * 1000,
						listing,
						pollFaults: [...given.pollFaults],
						listFaults: [...given.listFaults],
					},
				});
				// A look, its retries, and a rate limit's pauses in between.
				const failed = given.pollFaults.length + given.listFaults.length;
				const patience = listing.kind === 'stale' ? 330 : 120;
				// Five refused looks in a row, over two minutes, end it (job.ts): the video can be fetched.
				const mayBeGivenUp = given.pollFaults.filter((one) => REFUSALS.has(one)).length >= 5;
				for (const { job, result, lag } of batch.followed) {
					if (mayBeGivenUp && result.kind === 'failed') {
						const { code, predictionId, spent } = result.failure;
						expect([code, predictionId]).toEqual(['prediction_unreadable', job.id]);
						expect(spent).toBe('still_running');
						continue;
					}
					expect(result).toMatchObject({ kind: 'completed', prediction: { id: job.id } });
					expect(lag).toBeLessThanOrEqual(patience + failed * 75);
					const told = { id: job.id, status: 'completed', by: 'result' };
					expect(batch.service.answered).toContainEqual(told);
				}
			}),
			{ numRuns: runs(50) },
		);
	});

	/** Age of a job at its first look (generation/follow/schedule.ts). */
	const FIRST_LOOK_MS = 2_500;

	it('a healthy service is never asked about one job twice within 5 s, but to read its end', async () => {
		await fc.assert(
			fc.asyncProperty(situation, async (given) => {
				const { jobSeconds } = given;
				const { service, followed } = await followAll({
					count: given.count,
					apartMs: given.apartMs,
					set: { jobMs: (index) => (jobSeconds[index % jobSeconds.length] as number) * 1000 },
				});
				for (const { id } of service.billed) {
					const polls = service.requests.filter(({ path }) => path.includes(`/${id}/`));
					polls.slice(1).forEach(({ at }, index) => {
						expect(at - (polls[index]?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
					});
				}
				const lists = service.requests.filter(({ path }) => path.endsWith('/predictions'));
				lists.slice(1).forEach(({ at }, index) => {
					const before = lists[index]?.at ?? 0;
					// A younger one isn't asked about yet, though the list shows it beside the others.
					const both = followed.filter(
						({ job, lag }) =>
							job.createdAt + FIRST_LOOK_MS <= before && job.endsAt + lag * 1000 > at,
					);
					if (both.length > 0) expect(at - before).toBeGreaterThanOrEqual(5_000);
				});
			}),
			{ numRuns: runs(50) },
		);
	});

	it('a stop at any moment ends all at once, and nothing is asked after it', async () => {
		await fc.assert(
			fc.asyncProperty(situation, fc.integer({ min: 0, max: 90_000 }), async (given, stopMs) => {
				const time = new VirtualTime(() => given.random);
				const service = Object.assign(new FakeService(time), {
					jobMs: 1e9,
					listing: given.listing,
					pollFaults: [...given.pollFaults],
					listFaults: [...given.listFaults],
				});
				const client = createClient(service.send, () => time.now());
				const { runtime } = time;
				const experience = openExperience({}, '', () => 0.5, new Map());
				const follower = createFollower({ client, runtime, experience });
				const submitted = await time.run(
					Promise.all(Array.from({ length: given.count }, () => client.submit('m', {}))),
				);
				const ends = submitted.map(async (one) => {
					if (one.kind !== 'accepted') throw new Error('The submission failed');
					return await follower
						.follow(one.prediction, time.now(), { timeoutMs: 1e8 })
						.catch((error: unknown) => error);
				});
				let asked = 0;
				const stopping = time.pass(stopMs).then(() => {
					asked = service.requests.length;
					time.stop();
				});
				const seen = await time.run(Promise.all([...ends, stopping]));
				expect(seen.slice(0, -1).every((one) => one instanceof StoppedError)).toBe(true);
				expect(service.requests).toHaveLength(asked);
			}),
			{ numRuns: runs(50) },
		);
	});
});
