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
