import type { Fault } from '../../../dev/virtual/fakeService';
import { setUp } from './executionRuns';

describe('running the node again', () => {
	it('outputs finished items again without a submission', async () => {
		const { service, run } = setUp();
		const first = await run(['a', 'b']);
		const second = await run(['a', 'b']);
		expect(second).toEqual(first);
		expect(service.billed).toHaveLength(2);
	});

	it('keeps no files that came as text in the execution’s data, and reads them again for a retry', async () => {
		const { service, run, store } = setUp();
		service.outputs = [`data:video/mp4;base64,${'A'.repeat(3_000_000)}`];
		for (let tries = 0; tries < 2; tries++) {
			const [result] = await run(['a']);
			expect(result).toMatchObject({
				kind: 'completed',
				prediction: { outputs: [{ kind: 'encoded', text: service.outputs[0] }] },
			});
			expect(JSON.stringify(store).length).toBeLessThan(10_000);
		}
		expect(service.billed).toHaveLength(1);
	});

	it('polls on where the Timeout ended the wait', async () => {
		const { service, run } = setUp();
		service.jobMs = 100_000;
		expect(await run(['a'], { timeoutMs: 30_000 })).toMatchObject([{ kind: 'timeout' }]);
		expect(await run(['a'])).toMatchObject([{ kind: 'completed' }]);
		expect(service.billed).toHaveLength(1);
	});

	it('polls on after contact was lost', async () => {
		const { service, run } = setUp();
		service.pollFaults = Array<Fault>(40).fill('notFound');
		const [lost] = await run(['a']);
		expect(lost).toMatchObject({
			kind: 'failed',
			failure: { code: 'prediction_unreadable', predictionId: 'job0', spent: 'still_running' },
		});
		service.pollFaults = [];
		expect(await run(['a'])).toMatchObject([{ kind: 'completed' }]);
		expect(service.billed).toHaveLength(1);
	});

	it('buys again what failed at the provider for a passing reason', async () => {
		const { service, run } = setUp();
		service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		expect(await run(['a'])).toMatchObject([{ kind: 'failed' }]);
		expect(await run(['a'])).toMatchObject([{ kind: 'completed' }]);
		expect(service.billed).toHaveLength(2);
	});

	it('answers moderation from the ledger and does not buy it again', async () => {
		const { service, run } = setUp();
		service.jobEnd = () => 'moderated';
		const first = await run(['a']);
		expect(await run(['a'])).toEqual(first);
		expect(service.billed).toHaveLength(1);
	});

	it('does not send a refused request again in the same execution, but does when a person retries it', async () => {
		const { service, run } = setUp();
		service.submitFaults = ['badRequest'];
		const [refused] = await run(['a']);
		expect(refused).toMatchObject({ kind: 'failed', failure: { code: 'invalid_input' } });
		expect(await run(['a'])).toEqual([refused]);
		expect(await run(['a'], { executionId: '2' })).toMatchObject([{ kind: 'completed' }]);
	});

	it('takes a changed prompt as a new job', async () => {
		const { service, run } = setUp();
		await run(['a']);
		await run(['b']);
		expect(service.billed.map(({ body }) => body.prompt)).toEqual(['a', 'b']);
	});

	it('submits later only what was held back when another item failed', async () => {
		const { service, run } = setUp();
		service.submitFaults = ['badRequest'];
		const first = await run(['bad', 'b', 'c'], { maxAtOnce: 1, stopOnFailure: true });
		expect(first.map(({ kind }) => kind)).toEqual(['failed', 'notStarted', 'notStarted']);
		expect(service.billed).toHaveLength(0);
		const again = await run(['good', 'b', 'c']);
		expect(again.map(({ kind }) => kind)).toEqual(['completed', 'completed', 'completed']);
	});
});
