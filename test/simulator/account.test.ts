import { setTimeout as sleep } from 'node:timers/promises';
import { accountLevels } from '../../dev/simulator/settings';
import { useSimulator } from './useSimulator';

const world = useSimulator();
afterEach(() => expect(world.simulator.unexpected).toEqual([]));

describe('the account', () => {
	test('is charged at the submit, and refunded when the job fails', async () => {
		world.simulator.settings.balance = 10;
		world.simulator.misbehave({
			on: 'job',
			fault: { kind: 'failed', code: 5000, message: 'oops' },
		});
		const id = await world.client.accepted({ duration: 8 });
		const balance = async () =>
			(await world.client.call('GET', '/api/v3/balance')).body.data['balance'];
		expect(await balance()).toBe(7.6);
		await world.client.reached(id, 'failed');
		expect(await balance()).toBe(10);
		expect(world.simulator.billed).toEqual([
			expect.objectContaining({ id, cost: 2.4, refunded: true }),
		]);
	});

	test('that cannot pay gets 400 with code 1407, and no job', async () => {
		world.simulator.settings.balance = 1;
		const { status, body } = await world.client.submit();
		expect([status, body.code]).toEqual([400, 1407]);
		expect([world.simulator.billed, world.simulator.predictions]).toEqual([[], []]);
	});

	test('above its submits per minute gets 429 until the next window', async () => {
		Object.assign(world.simulator.settings.account, accountLevels.bronze, { windowSeconds: 1 });
		const statuses = async () => {
			const replies = [
				await world.client.submit(),
				await world.client.submit(),
				await world.client.submit(),
			];
			return replies.map(({ status }) => status);
		};
		expect(await statuses()).toEqual([200, 200, 429]);
		await sleep(1000);
		expect((await world.client.submit()).status).toBe(200);
		expect(world.simulator.billed).toHaveLength(3);
	});

	test('is told when the window ends, if the simulator is set so', async () => {
		Object.assign(world.simulator.settings.account, { submitsPerMinute: 0, sendRetryAfter: true });
		const { status, headers } = await world.client.submit();
		expect(status).toBe(429);
		expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
		world.simulator.settings.account.sendRetryAfter = false;
		expect((await world.client.submit()).headers.get('retry-after')).toBeNull();
	});

	test('runs no more jobs at once than it may; the others wait', async () => {
		world.simulator.settings.account.concurrency = 2;
		world.simulator.settings.jobSeconds = 0.2;
		const ids = await Promise.all([1, 2, 3, 4, 5].map(() => world.client.accepted()));
		let most = 0;
		const completed = Promise.all(ids.map((id) => world.client.reached(id, 'completed')));
		while (world.simulator.predictions.some(({ status }) => status !== 'completed')) {
			const running = world.simulator.predictions.filter(({ status }) => status === 'processing');
			most = Math.max(most, running.length);
			await sleep(5);
		}
		await completed;
		expect(most).toBe(2);
	});

	test('has a secret for the signatures of callbacks', async () => {
		const secret = async () =>
			(await world.client.call('GET', '/api/v3/webhook/secret')).body.data['secret'];
		expect(await secret()).toBe(world.simulator.settings.webhookSecret);
		world.simulator.settings.webhookSecret = 'whsec_another0123456789';
		expect(await secret()).toBe('whsec_another0123456789');
	});
});
