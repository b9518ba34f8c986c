import { sleep } from 'n8n-workflow';
import { createRuntime } from '../../../nodes/WaveSpeedVideo/host/executionRuntime';

const runtime = (stop?: AbortSignal) =>
	createRuntime({ stop, log: () => undefined, tell: () => undefined });

describe('a sleep', () => {
	it.each([2 ** 31, 1e12, Number.MAX_SAFE_INTEGER, Infinity])(
		'of %d ms, longer than a timer holds, does not end at once',
		async (ms) => {
			const ended = new AbortController();
			const over = runtime()
				.sleep(ms, ended.signal)
				.then(() => 'over');
			expect(await Promise.race([over, sleep(50).then(() => 'still asleep')])).toBe('still asleep');
			ended.abort();
			expect(await over).toBe('over');
		},
	);

	it('ends at once with a stop, and none begins after it', async () => {
		const stop = new AbortController();
		const asleep = runtime(stop.signal).sleep(1e12);
		stop.abort();
		await expect(asleep).rejects.toThrow('stopped');
		await expect(runtime(stop.signal).sleep(0)).rejects.toThrow('stopped');
	});
});
