import fc from 'fast-check';
import { StoppedError } from '../../../nodes/WaveSpeedVideo/base/runtime';
import { attempt } from '../../../dev/virtual/execution';
import type { Fault } from '../../../dev/virtual/fakeService';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { runs } from '../support/runs';

async function runAndStop(
	afterMs: number,
	submitFaults: FakeService['submitFaults'] = [],
	latencies = [300],
) {
	const time = new VirtualTime();
	const service = new FakeService(time);
	let sent = 0;
	Object.defineProperty(service, 'latencyMs', { get: () => latencies[sent++ % latencies.length] });
	service.submitFaults = submitFaults;
	const running = attempt({ service, time, store: {}, prompts: ['a', 'b', 'c'], maxAtOnce: 2 });
	let requestsAtStop = -1;
	const stopping = time.pass(afterMs).then(() => {
		requestsAtStop = service.requests.length;
		time.stop();
	});
	const end = await running.then(
		() => 'completed',
		(error: unknown) => error,
	);
	if (end !== 'completed') await stopping;
	return { time, service, end, requestsAtStop };
}

/** Some early, while submissions are under way, some later. */
const moments = fc.oneof(fc.nat(5_000), fc.nat(115_000));
const latencies = fc.array(fc.constantFrom(1, 300, 3_000), { minLength: 1, maxLength: 4 });
const anyFaults = fc.array(
	fc.constantFrom<Fault[]>('none', 'lostAfter', 'lostBefore', 'rateLimited', 'refusedConnection'),
	{ maxLength: 6 },
);

describe('a stopped execution', () => {
	it('sends nothing more from the moment of the stop, whenever that is', async () => {
		await fc.assert(
			fc.asyncProperty(moments, anyFaults, latencies, async (afterMs, faults, takes) => {
				const { service, end, requestsAtStop } = await runAndStop(afterMs, faults, takes);
				if (end === 'completed') return;
				expect(end).toBeInstanceOf(StoppedError);
				expect(service.requests).toHaveLength(requestsAtStop);
			}),
			{ numRuns: runs(200) },
		);
	});

	it('names in the log every prediction that still runs', async () => {
		const { time, service } = await runAndStop(20_000);
		expect(service.billed).toHaveLength(2);
		for (const { id } of service.billed) {
			expect(time.logs).toContain(`warn: Stopped; prediction ${id} still runs and may be paid`);
		}
	});

	it('says that a submission was under way when the stop cut it off', async () => {
		const { time } = await runAndStop(100);
		expect(time.logs).toContainEqual(
			expect.stringMatching(
				/^warn: Stopped during the submission for item 0 .* may have been accepted/,
			),
		);
	});

	it('ends at once while it waits out a rate limit', async () => {
		const { end, time } = await runAndStop(3_000, ['rateLimited', 'rateLimited', 'rateLimited']);
		expect(end).toBeInstanceOf(StoppedError);
		expect(time.now() - Date.parse('2026-11-20T12:00:00Z')).toBe(3_000);
	});
});
