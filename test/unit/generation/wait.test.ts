import { attempt } from '../support/execution';
import type { Fault } from '../support/fakeService';
import { FakeService } from '../support/fakeService';
import { VirtualTime } from '../support/virtualTime';

async function wait(set: Partial<FakeService>, timeoutMs?: number) {
	const time = new VirtualTime();
	const service = Object.assign(new FakeService(time), set);
	const started = time.now();
	const [result] = await attempt({ service, time, store: {}, prompts: ['a'], timeoutMs });
	return { result, service, seconds: (time.now() - started) / 1000 };
}

describe('waiting for a job', () => {
	it('bears failed checks as long as not too many come in a row', async () => {
		const bad: Fault[] = [...Array<Fault>(18).fill('serverErrorBefore'), 'malformed'];
		const { result } = await wait({
			jobMs: 600_000,
			pollFaults: [...bad, 'none', ...bad, 'lostBefore'],
		});
		expect(result).toMatchObject({ kind: 'completed' });
	});

	it('takes a 404 in the first half minute for a record that is not there yet', async () => {
		const { result } = await wait({ pollFaults: ['notFound', 'notFound', 'notFound'] });
		expect(result).toMatchObject({ kind: 'completed' });
	});

	it('ends at once on a 404 later on, and says that the job may still be paid', async () => {
		const none = Array<Fault>(6).fill('none');
		const { result } = await wait({ jobMs: 300_000, pollFaults: [...none, 'notFound'] });
		expect(result).toMatchObject({
			kind: 'failed',
			failure: { predictionId: 'job0', spent: 'still_running', httpStatus: 404 },
		});
	});

	it('goes on waiting while the status is one it does not know', async () => {
		const { result, seconds } = await wait({ jobEnd: () => 'queued' as 'stuck', jobMs: 1 }, 90_000);
		expect(result).toMatchObject({ kind: 'timeout', prediction: { status: 'queued' } });
		expect(seconds).toBeLessThan(92);
	});

	it('looks once more at the deadline', async () => {
		const { result } = await wait({ jobMs: 29_900 }, 30_000);
		expect(result).toMatchObject({ kind: 'completed' });
	});

	it.each(['cancelled', 'failed', 'moderated'] as const)('ends when the job is %s', async (end) => {
		const { result } = await wait({ jobEnd: () => end });
		expect(result).toMatchObject({ kind: 'failed', failure: { predictionId: 'job0' } });
	});
});
