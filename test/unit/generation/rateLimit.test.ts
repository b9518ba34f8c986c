import { attempt, MODEL } from '../../../dev/virtual/execution';
import type { ApiAnswer } from '../../../nodes/WaveSpeedVideo/api/http';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

/** An account that accepts so many videos a minute and answers 429 to the rest. */
function limited(service: FakeService, time: VirtualTime, perMinute: number, retryAfter?: string) {
	const accepted: number[] = [];
	const send = service.send;
	return Object.assign(service, {
		refused: 0,
		send: async (request: Parameters<typeof send>[0]) => {
			if (!request.path.endsWith(MODEL)) return await send(request);
			const minute = accepted.filter((at) => time.now() - at < 60_000);
			if (minute.length >= perMinute) {
				limitedService.refused++;
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

it('asks a service that cannot be reached four times and then says that nothing was bought', async () => {
	const time = new VirtualTime();
	const service = new FakeService(time);
	service.submitFaults = Array(10).fill('refusedConnection');
	const results = await attempt({ service, time, store: {}, prompts: ['a'] });
	expect(results).toMatchObject([
		{ kind: 'failed', failure: { code: 'unreachable', spent: 'no' } },
	]);
	expect(service.count('text-to-video-pro')).toBe(4);
});
