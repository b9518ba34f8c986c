import fc from 'fast-check';
import { StoppedError } from '../../../nodes/WaveSpeedVideo/base/runtime';
import { PATIENCE_MS } from '../../../nodes/WaveSpeedVideo/generation/acquire/capacity';
import { Turnstile } from '../../../nodes/WaveSpeedVideo/generation/acquire/turnstile';
import { randomFrom } from '../../../dev/virtual/random';
import type { RateLimit } from '../../../dev/virtual/rateLimits';
import {
	fixedWindow,
	rates,
	retryAfters,
	services,
	slidingWindow,
} from '../../../dev/virtual/rateLimits';
import type { Fault, Passed } from '../../../dev/virtual/throughTurnstile';
import { throughTurnstile } from '../../../dev/virtual/throughTurnstile';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { runs } from '../support/runs';

const MINUTE = 60_000;

const sizes = [4, 10, 32, 40, 100, 200, 300];

const inOrder = (items: number) => Array.from({ length: items }, (_, index) => index);

describe.each(Object.keys(services))('an account that counts by %s', (service) => {
	describe.each(Object.keys(rates) as Array<keyof typeof rates>)('%s', (rate) => {
		it.each(Object.keys(retryAfters))(
			'accepts batches of 4 to 300 items whole, with few attempts, at its own pace (Retry-After: %s)',
			async (header) => {
				const [limit, spanMs] = rates[rate];
				for (const [index, items] of sizes.entries()) {
					const random = randomFrom(items);
					const time = new VirtualTime(random);
					const account = services[service]?.(limit, spanMs, time.now(), index / sizes.length);
					const passed = await throughTurnstile({
						items,
						time,
						limit: account,
						retryAfter: retryAfters[header],
						random,
					});
					expect(passed.ends).toEqual(Array(items).fill('accepted'));
					expect(passed.attempts.length).toBeLessThanOrEqual(1.5 * items + 10);
					// Too long a pause is obeyed once, for a minute; then it takes two to see through it.
					const lie = header === 'too long' || header === 'absurd' ? 3 * MINUTE : 0;
					const ideal = account?.idealMs(items) ?? NaN;
					expect(passed.lastedMs).toBeLessThanOrEqual(1.1 * ideal + 1.25 * MINUTE + lie);
				}
			},
		);
	});
});

describe('the queue', () => {
	it('lets everybody through at once, in order, where there is no limit', async () => {
		const time = new VirtualTime();
		const passed = await throughTurnstile({ items: 200, time, latencyMs: 300 });
		expect(passed.accepted).toEqual(inOrder(200));
		expect(passed.attempts).toHaveLength(200);
		expect(passed.mostUnderWay).toBeGreaterThanOrEqual(60);
		expect(passed.lastedMs).toBeLessThanOrEqual(4 * 300);
	});

	it('is first come, first served: who was sent back keeps his place', async () => {
		for (const limit of [1, 2, 5]) {
			const time = new VirtualTime();
			const account = fixedWindow(limit, MINUTE, time.now());
			const passed = await throughTurnstile({ items: 40, time, limit: account });
			expect(passed.accepted).toEqual(inOrder(40));
		}
	});

	it('gives a batch up after a quarter of an hour without any acceptance, all at once', async () => {
		const time = new VirtualTime();
		const never: RateLimit = { accepts: () => false, opensIn: () => 1_000, idealMs: () => 0 };
		const passed = await throughTurnstile({ items: 50, time, limit: never, maxAtOnce: 10 });
		expect(passed.ends).toEqual(Array(50).fill('rate_limited'));
		expect(passed.lastedMs).toBeGreaterThanOrEqual(PATIENCE_MS);
		expect(passed.lastedMs).toBeLessThanOrEqual(PATIENCE_MS + 2 * MINUTE);
		expect(passed.attempts.length).toBeLessThanOrEqual(40);
	});

	it('never gives up a batch of which one item is accepted every ten minutes', async () => {
		const time = new VirtualTime();
		const limit = slidingWindow(1, 10 * MINUTE);
		const passed = await throughTurnstile({ items: 20, time, limit });
		expect(passed.ends).toEqual(Array(20).fill('accepted'));
	});

	it('waits a minute for a service that was never reached, for all items together', async () => {
		const time = new VirtualTime();
		const passed = await throughTurnstile({ items: 100, time, fault: () => 'unreachable' });
		expect(passed.ends).toEqual(Array(100).fill('unreachable'));
		expect(passed.lastedMs).toBeGreaterThanOrEqual(MINUTE);
		expect(passed.lastedMs).toBeLessThanOrEqual(2 * MINUTE);
	});

	it('outlasts an outage of ten minutes once the service has answered', async () => {
		const time = new VirtualTime();
		const start = time.now();
		const fault = (attempt: number, now: number): Fault =>
			attempt > 1 && now - start < 10 * MINUTE ? 'unreachable' : 'none';
		const passed = await throughTurnstile({ items: 5, time, maxAtOnce: 1, fault });
		expect(passed.ends).toEqual(Array(5).fill('accepted'));
		expect(passed.lastedMs).toBeLessThanOrEqual(11 * MINUTE);
	});

	it('answers with a stop whoever enters after a stop, also during a pause', async () => {
		const time = new VirtualTime();
		const turnstile = new Turnstile(2, 2, time.runtime);
		const first = turnstile.ticket();
		expect(await turnstile.enter(first)).toEqual({ kind: 'go' });
		const failure = { code: 'rate_limited', message: '', spent: 'no', advice: '', lasting: false };
		turnstile.leave(first, { kind: 'rateLimited', failure: failure as never });
		const again = turnstile.enter(first);
		time.stop();
		await expect(again).rejects.toBeInstanceOf(StoppedError);
		await expect(turnstile.enter(turnstile.ticket())).rejects.toBeInstanceOf(StoppedError);
		await expect(turnstile.alone(async () => 1)).rejects.toBeInstanceOf(StoppedError);
	});

	it('runs a task alone: while no submission is under way, and one at a time', async () => {
		const time = new VirtualTime();
		const turnstile = new Turnstile(2, 2, time.runtime);
		const [a, b] = [turnstile.ticket(), turnstile.ticket()];
		await turnstile.enter(a);
		const order: string[] = [];
		const alone = ['first', 'second'].map(
			async (name) =>
				await turnstile.alone(async () => {
					order.push(`${name} begins`);
					await time.runtime.sleep(100);
					order.push(`${name} ends`);
				}),
		);
		const entered = turnstile.enter(b).then(() => order.push('submission'));
		await time.run(time.pass(10));
		expect(order).toEqual([]);
		turnstile.leave(a, { kind: 'accepted' });
		await time.run(Promise.all([...alone, entered]));
		expect(order).toEqual([
			'first begins',
			'first ends',
			'second begins',
			'second ends',
			'submission',
		]);
	});
});

/** No submission follows a refusal before its pause, of a second at least, is over. */
function expectPauses({ attempts }: Passed, latencyMs: number): void {
	const ordered = [...attempts].sort((a, b) => a.at - b.at);
	const firstRefused = ordered.find(({ verdict }) => verdict === 'rateLimited');
	if (!firstRefused) return;
	const answered = firstRefused.at + 1.4 * latencyMs;
	expect(ordered.filter(({ at }) => at > answered && at < answered + 999 - latencyMs)).toEqual([]);
}

it('keeps all promises of the queue whatever limit, size, header, fault and stop', async () => {
	const faults = fc.constantFrom<Fault>('none', 'none', 'none', 'unreachable', 'refused', 'lost');
	await fc.assert(
		fc.asyncProperty(
			fc.record({
				rate: fc.constantFrom(...Object.values(rates), [1, MINUTE], [60, MINUTE], [500, MINUTE]),
				service: fc.constantFrom(...Object.values(services)),
				phase: fc.double({ min: 0, max: 0.99, noNaN: true }),
				header: fc.constantFrom(...Object.values(retryAfters)),
				items: fc.integer({ min: 1, max: 120 }),
				maxAtOnce: fc.constantFrom(1, 2, 10, 100),
				latencyMs: fc.constantFrom(50, 300, 1_500),
				faults: fc.array(faults, { maxLength: 20 }),
				stopAtMs: fc.option(fc.integer({ min: 0, max: 10 * MINUTE }), { nil: undefined }),
				closeAtMs: fc.option(fc.integer({ min: 0, max: 10 * MINUTE }), { nil: undefined }),
				seed: fc.integer(),
			}),
			async (one) => {
				const random = randomFrom(one.seed);
				const time = new VirtualTime(random);
				const [limit, spanMs] = one.rate as readonly [number, number];
				const passed = await throughTurnstile({
					...one,
					time,
					random,
					limit: one.service(limit, spanMs, time.now(), one.phase),
					retryAfter: one.header,
					fault: (attempt) => one.faults[attempt - 1] ?? 'none',
				});
				const { ends, attempts } = passed;
				const { stopAtMs = Infinity, closeAtMs = Infinity, latencyMs } = one;

				// Everybody is answered; without a stop nobody is given up, as some are accepted.
				expect(ends.filter(Boolean)).toHaveLength(one.items);
				if (stopAtMs === Infinity) expect(ends).not.toContain('stopped');
				expect(ends).not.toContain('rate_limited');
				expect(ends).not.toContain('unreachable');
				// What the service accepted is known as accepted, and no item is accepted twice.
				expect(new Set(passed.accepted).size).toBe(passed.accepted.length);
				// Nothing is sent after a stop or a close, nor during a pause.
				expect(attempts.filter(({ at }) => at > Math.min(stopAtMs, closeAtMs))).toEqual([]);
				if (one.faults.length === 0) expectPauses(passed, latencyMs);
				expect(passed.mostUnderWay).toBeLessThanOrEqual(one.maxAtOnce);
				const unreached = one.faults.filter((fault) => fault === 'unreachable').length;
				expect(attempts.length).toBeLessThanOrEqual(1.5 * one.items + 10 + 2 * unreached);
			},
		),
		{ numRuns: runs(300) },
	);
});
