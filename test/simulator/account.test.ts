import { setTimeout as sleep } from 'node:timers/promises';
import { accountLevels } from '../../dev/simulator/settings';
import { useSimulator } from './useSimulator';

const world = useSimulator();
afterEach(() => expect(world.simulator.unexpected).toEqual([]));

describe('the account', () => {
	test('is charged at the submit, and refunded when the job fails', async () => {
		const { settings } = world.simulator;
		Object.assign(settings, { balance: 10, jobSeconds: 600 });
		const balance = async () =>
			(await world.client.call('GET', '/api/v3/balance')).body.data['balance'];
		const running = await world.client.accepted({ duration: 8 });
		expect(await balance()).toBe(7.6);
		settings.jobSeconds = 0.05;
		world.simulator.misbehave({
			on: 'job',
			fault: { kind: 'failed', code: 5000, message: 'oops' },
		});
		const failing = await world.client.accepted({ duration: 8 });
		await world.client.reached(failing, 'failed');
		expect(await balance()).toBe(7.6);
		expect(world.simulator.billed).toEqual([
			expect.objectContaining({ id: running, cost: 2.4, refunded: false }),
			expect.objectContaining({ id: failing, cost: 2.4, refunded: true }),
		]);
	});

	test('that cannot pay gets 400 with code 1407, and no job', async () => {
		world.simulator.settings.balance = 1;
		const { status, body } = await world.client.submit();
		expect([status, body.code]).toEqual([400, 1407]);
		expect([world.simulator.billed, world.simulator.predictions]).toEqual([[], []]);
	});

	test('above its submits per minute gets 429 until the next window', async () => {
		const { account } = world.simulator.settings;
		Object.assign(account, accountLevels.bronze, { windowSeconds: 600 });
		const statuses = async () => {
			const replies = [
				await world.client.submit(),
				await world.client.submit(),
				await world.client.submit(),
			];
			return replies.map(({ status }) => status);
		};
		expect(await statuses()).toEqual([200, 200, 429]);
		account.windowSeconds = 0.01;
		await sleep(20);
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
		await Promise.all(ids.map((id) => world.client.reached(id, 'completed')));
		const jobs = world.simulator.predictions;
		const atOnce = jobs.map(
			({ startedAt: at = 0 }) =>
				jobs.filter(({ startedAt = 0, endedAt = 0 }) => startedAt <= at && at < endedAt).length,
		);
		expect(Math.max(...atOnce)).toBe(2);
	});

	test('has a secret for the signatures of callbacks', async () => {
		const secret = async () =>
			(await world.client.call('GET', '/api/v3/webhook/secret')).body.data['secret'];
		expect(await secret()).toBe(world.simulator.settings.webhookSecret);
		world.simulator.settings.webhookSecret = 'whsec_another0123456789';
		expect(await secret()).toBe('whsec_another0123456789');
	});
});

describe('the statistics of use', () => {
	const stats = (body: object) =>
		world.client.call<Record<string, unknown>>('POST', '/api/v3/user/usage_stats', body);
	const period = (from: number, to: number) => ({
		start_time: new Date(from).toISOString(),
		end_time: new Date(to).toISOString(),
	});

	test('count what was bought in a period, by model and day', async () => {
		world.simulator.settings.jobSeconds = 600;
		await world.client.accepted({ duration: 4 });
		const { body } = await stats(period(Date.now() - 60_000, Date.now() + 60_000));
		expect(body.data).toMatchObject({
			per_model_usage: [{ total_count: 1, total_cost: 1.2 }],
			daily_usage: [{ count: 1 }],
			summary: { total_requests: 1, total_cost: 1.2 },
		});
		const earlier = await stats(period(0, 1));
		expect(earlier.body.data).toMatchObject({ summary: { total_requests: 0 } });
	});

	test.each([
		[{}],
		[{ start_time: '2026-11-20', end_time: '2026-11-21' }],
		[{ start_time: '2026-11-20T00:00:00Z' }],
		[{ ...period(1, 0) }],
		[{ ...period(0, 1), model_uuid: 7 }],
	])('are refused for %j', async (body) => {
		expect((await stats(body)).status).toBe(400);
	});
});

describe('a model that makes no video', () => {
	test('gives a picture of the size that was asked for, or a text', async () => {
		world.simulator.settings.jobSeconds = 0.05;
		const drawn = await world.client.accepted({ size: '64*96' }, 'bytedance/seedream-v4.5');
		const { outputs } = await world.client.reached(drawn, 'completed');
		const file = await fetch(String((outputs as string[])[0]));
		expect(file.headers.get('content-type')).toBe('image/jpeg');
		const said = await world.client.accepted({}, 'wavespeed-ai/any-llm');
		expect((await world.client.reached(said, 'completed')).outputs).toEqual([
			'An answer to: a cat',
		]);
	});
});
