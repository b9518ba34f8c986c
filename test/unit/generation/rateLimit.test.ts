import { attempt, MODEL } from '../../../dev/virtual/execution';
import type { ApiAnswer } from '../../../nodes/WaveSpeedVideo/api/http';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

/** An account that accepts so many videos a minute, or in another span, and answers 429 to the rest. */
function limited(
	service: FakeService,
	time: VirtualTime,
	perSpan: number,
	retryAfter?: string,
	spanMs = 60_000,
) {
	const accepted: number[] = [];
	const send = service.send;
	const limitedOne = Object.assign(service, {
		refused: 0,
		send: async (request: Parameters<typeof send>[0]) => {
			if (!request.path.endsWith(MODEL)) return await send(request);
			const recent = accepted.filter((at) => time.now() - at < spanMs);
			if (recent.length >= perSpan) {
				limitedOne.refused++;
				await time.runtime.sleep(100);
				const refusal: ApiAnswer = {
					kind: 'answer',
					status: 429,
					headers: retryAfter ? { 'retry-after': retryAfter } : {},
					body: { code: 429, message: 'Too many requests' },
				};
				return refusal;
			}
			accepted.push(time.now());
			return await send(request);
		},
	}) as FakeService & { refused: number };
	return limitedOne;
}
let limitedService: FakeService & { refused: number };

describe('an account that allows 2 videos a minute', () => {
	it.each([undefined, '20'])(
		'works through 10 items without a setting (Retry-After: %s)',
		async (retryAfter) => {
			const time = new VirtualTime(Math.random);
			limitedService = limited(new FakeService(time), time, 2, retryAfter);
			const started = time.now();
			const prompts = Array.from({ length: 10 }, (_, index) => `p${index}`);
			const results = await attempt({
				service: limitedService,
				time,
				store: {},
				prompts,
				maxAtOnce: 100,
			});
			expect(results.map(({ kind }) => kind)).toEqual(Array(10).fill('completed'));
			expect(limitedService.billed).toHaveLength(10);
			// Five minutes' worth of submissions, and few knocks at a closed door.
			expect(time.now() - started).toBeLessThan(8 * 60_000);
			expect(limitedService.refused).toBeLessThan(40);
		},
	);

	it('keeps the items in order at the door', async () => {
		const time = new VirtualTime(() => 0.5);
		limitedService = limited(new FakeService(time), time, 2);
		const prompts = Array.from({ length: 6 }, (_, index) => `p${index}`);
		await attempt({ service: limitedService, time, store: {}, prompts, maxAtOnce: 1 });
		expect(limitedService.billed.map(({ body }) => body.prompt)).toEqual(prompts);
	});
});

/** As many as the issue of November 2026 saw end with most of them paid and none delivered. */
it.each([
	{ items: 200, limit: 10, spanMs: 1_000, retryAfter: '1' },
	{ items: 200, limit: 10, spanMs: 1_000, retryAfter: undefined },
	{ items: 40, limit: 2, spanMs: 60_000, retryAfter: undefined },
	{ items: 32, limit: 2, spanMs: 60_000, retryAfter: undefined },
])(
	'all $items videos are made where $limit are accepted in $spanMs ms (Retry-After: $retryAfter)',
	async ({ items, limit, spanMs, retryAfter }) => {
		const time = new VirtualTime();
		limitedService = limited(new FakeService(time), time, limit, retryAfter, spanMs);
		const results = await attempt({
			service: limitedService,
			time,
			store: {},
			prompts: Array.from({ length: items }, (_, index) => `p${index}`),
			maxAtOnce: 200,
		});
		expect(results.map(({ kind }) => kind)).toEqual(Array(items).fill('completed'));
		expect(limitedService.billed).toHaveLength(items);
		expect(limitedService.refused).toBeLessThanOrEqual(0.5 * items + 10);
	},
);

it('says for how long the batch was waited with when it is given up', async () => {
	const time = new VirtualTime();
	const results = await attempt({
		service: limited(new FakeService(time), time, 0),
		time,
		store: {},
		prompts: ['a', 'b'],
	});
	const message = expect.stringMatching(/no submission of this run was accepted for 1[5-7] min$/);
	const failure = { code: 'rate_limited', spent: 'no', message };
	expect(results).toEqual([
		{ kind: 'failed', failure: expect.objectContaining(failure) },
		{ kind: 'failed', failure: expect.objectContaining(failure) },
	]);
});

it('knocks for a minute at a service that cannot be reached and then says that nothing was bought', async () => {
	const time = new VirtualTime();
	const started = time.now();
	const service = new FakeService(time);
	service.submitFaults = Array(100).fill('refusedConnection');
	const results = await attempt({ service, time, store: {}, prompts: ['a', 'b', 'c'] });
	const failed = { kind: 'failed', failure: { code: 'unreachable', spent: 'no' } };
	expect(results).toMatchObject([failed, failed, failed]);
	expect(time.now() - started).toBeLessThan(90_000);
	expect(service.count('text-to-video-pro')).toBeLessThanOrEqual(10);
});
