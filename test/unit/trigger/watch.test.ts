import fc from 'fast-check';

import { isWanted } from '../../../nodes/WaveSpeedVideo/trigger/wanted';
import type { LookFacts } from '../../../nodes/WaveSpeedVideo/trigger/watch';
import { accountAt, type Job, lookOnce } from './watchedAccount';
import { facts, FakeN8n, Happening, happenings, HOUR, MINUTE, START } from './fakeN8n';

/** Looks each minute (or each so many) in one process, as long as `minutes`. */
async function watch(jobs: Job[], minutes: number, more: Partial<LookFacts> = {}, every = 1) {
	let state: unknown;
	const given: string[] = [];
	const requests: number[] = [];
	for (let minute = 0; minute <= minutes; minute += every) {
		const now = START + minute * MINUTE;
		const account = accountAt(jobs, now);
		const seen = await lookOnce(state, account, facts(now, more));
		state = seen?.state;
		given.push(...(seen?.ids ?? []));
		requests.push(account.calls.list + account.calls.get);
	}
	return { given, requests, state };
}

const job = (id: string, createdMinute: number, minutes: number, more: Partial<Job> = {}): Job => ({
	id,
	createdAt: START + createdMinute * MINUTE,
	endsAt: START + (createdMinute + minutes) * MINUTE,
	...more,
});

describe('the trigger', () => {
	it('starts with now: what had finished before it was switched on is not given', async () => {
		const { given } = await watch([job('old', -120, 3), job('running', -2, 5)], 10);
		expect(given).toEqual(['running']);
	});

	it('gives each video once, the oldest first, however late it finishes', async () => {
		const jobs = [job('slow', 1, 300), job('b', 3, 1), job('a', 2, 2), job('stuck', 1, Infinity)];
		expect((await watch(jobs, 400)).given).toEqual(['a', 'b', 'slow']);
	});

	it('leaves alone what is not wanted, and does not give it later either', async () => {
		const jobs = [
			job('failed', 1, 1, { status: 'failed' }),
			job('deleted', 1, 1, { status: 'deleted' }),
			job('other', 1, 1, { model: 'c/d' }),
			job('good', 1, 1),
		];
		const only = { event: 'finished', models: ['a/b'] } as const;
		const wanted: LookFacts['wanted'] = (prediction) =>
			isWanted(prediction, { ...only, models: [...only.models] });
		expect((await watch(jobs, 5, { wanted })).given).toEqual(['failed', 'good']);
		expect((await watch(jobs, 5)).given).toEqual(['other', 'good']);
	});

	it('waits for outputs that come later than the status', async () => {
		const jobs = [job('late', 1, 1, { outputsLateMs: 7 * MINUTE })];
		expect((await watch(jobs, 8)).given).toEqual([]);
		expect((await watch(jobs, 12)).given).toEqual(['late']);
	});

	it('finds what the list shows late, and what was hidden for hours', async () => {
		const jobs = [
			job('minutes', 1, 1, { hiddenMs: 20 * MINUTE }),
			job('hours', 1, 1, { hiddenMs: 3 * HOUR }),
			job('new', 90, 1),
		];
		expect((await watch(jobs, 300)).given.sort()).toEqual(['hours', 'minutes', 'new']);
	});

	it('does not give old videos when Look Back is raised', async () => {
		const jobs = [job('old', -30 * 60, 1), job('new', 1, 1)];
		const first = await watch(jobs, 5);
		const now = START + 6 * MINUTE;
		const raised = facts(now, { lookBackMs: 7 * 24 * HOUR });
		expect((await lookOnce(first.state, accountAt(jobs, now), raised))?.ids).toEqual([]);
	});

	it('starts with now again for another account, and goes on for another key of the same', async () => {
		const mine = [job('a', 1, 1), job('b', 2, 10)];
		const { state } = await watch(mine, 5);
		const now = START + 15 * MINUTE;
		const other = facts(now, { account: 'other' });
		expect((await lookOnce(state, accountAt([job('theirs', 1, 1)], now), other))?.ids).toEqual([]);
		expect((await lookOnce(state, accountAt(mine, now), other))?.ids).toEqual(['b']);
	});

	it('hands over a thousand videos in portions, none lost or doubled', async () => {
		const jobs = Array.from({ length: 1_000 }, (_, index) => job(`v${index}`, 1, 2));
		const { given } = await watch(jobs, 20);
		expect([...given].sort()).toEqual(jobs.map(({ id }) => id).sort());
	});

	it('of 10,000 videos a day reads a few pages per look, and keeps some 120 KB a day', async () => {
		const [perDay, hours] = [10_000, 6];
		const jobs = Array.from({ length: (perDay * hours) / 24 }, (_, index) =>
			job(`v${index}`, (index * 24 * 60) / perDay, 3),
		);
		const { given, requests, state } = await watch(jobs, hours * 60 + 10, {}, 10);
		expect(new Set(given).size).toBe(jobs.length);
		expect(given).toHaveLength(jobs.length);
		const sorted = [...requests].sort((one, other) => one - other);
		expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(6);
		expect((JSON.stringify(state).length * 24) / hours).toBeLessThan(135_000);
	});
});

test('none is lost or doubled: random finish times, restarts, crashes between emit and save, lost saves, outages', async () => {
	const anyJob = fc.record({
		created: fc.integer({ min: -120, max: 400 }),
		takes: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 300 })),
		hidden: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
		status: fc.constantFrom('completed' as const, 'completed' as const, 'failed' as const),
	});
	const anyMinute = fc.oneof(
		{ weight: 12, arbitrary: fc.constant<Happening>('nothing') },
		{ weight: 1, arbitrary: fc.constantFrom(...happenings) },
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(anyJob, { maxLength: 250 }),
			fc.array(anyMinute, { minLength: 60, maxLength: 120 }),
			async (given, minutes) => {
				const jobs = given.map(({ created, takes, hidden, status }, index) =>
					job(`v${index}`, created, takes, { hiddenMs: hidden * MINUTE, status }),
				);
				const n8n = new FakeN8n(jobs);
				// Five minutes lie between looks, so that the run is long; a day of quiet follows.
				let now = START;
				await n8n.activate(now);
				for (const happening of [...minutes, ...Array<Happening>(12).fill('nothing')]) {
					now += 5 * MINUTE;
					await n8n.minute(now, happening);
				}
				for (let hour = 0; hour < 8; hour++) await n8n.minute((now += HOUR), 'nothing');
				const wanted = jobs.filter(
					({ endsAt, status, createdAt, hiddenMs = 0 }) =>
						status === 'completed' && Math.max(endsAt, createdAt + hiddenMs) > START,
				);
				expect([...n8n.given].sort()).toEqual(wanted.map(({ id }) => id).sort());
			},
		),
		{ numRuns: 60 },
	);
});
