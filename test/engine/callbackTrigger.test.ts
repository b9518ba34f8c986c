import { createHmac } from 'node:crypto';
import { made } from '../simulator/testClient';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { calledBack } from './harness/runTrigger';
import { requestsFor } from './harness/simulatorFacts';

/** The trigger that WaveSpeed calls: WaveSpeed Video Callback Trigger. */
useHost();
useFastClock(20);

describe('WaveSpeed Video Callback Trigger', () => {
	const signed = (body: string, secret: string) => {
		const time = String(Math.floor(Date.now() / 1000));
		const signature = createHmac('sha256', secret.replace('whsec_', ''))
			.update(`msg_1.${time}.${body}`)
			.digest('hex');
		return {
			'webhook-id': 'msg_1',
			'webhook-timestamp': time,
			'webhook-signature': `v3,${signature}`,
		};
	};
	const call = async (
		trigger: ReturnType<typeof calledBack>,
		body: string,
		secret: string,
		sent = body,
	) => await trigger.call(signed(body, secret), Buffer.from(sent));

	test.concurrent(
		'takes what WaveSpeed has signed, and gives what the service itself says of it',
		onSimulator(async (world) => {
			const trigger = calledBack(world, { downloadVideo: false });
			const [id = ''] = await made(world, 'a boat');
			const body = JSON.stringify({ id, status: 'completed', outputs: ['https://evil.example/'] });
			const { status, items } = await call(trigger, body, world.settings.webhookSecret);
			expect([status, items]).toEqual([undefined, [{ json: { id } }]]);
			const { output } = await trigger.execute(items ?? []);
			expect(output[0]?.json).toMatchObject({ id, status: 'completed' });
			expect(String(output[0]?.json.url)).toContain(world.cdnUrl);
		}),
	);

	test.concurrent(
		'takes a call that tells no outputs, and asks the service for them',
		onSimulator(async (world) => {
			const trigger = calledBack(world, { downloadVideo: false });
			const [id = ''] = await made(world, 'a boat');
			const body = JSON.stringify({ id, status: 'completed', outputs: [] });
			const { items } = await call(trigger, body, world.settings.webhookSecret);
			const { output } = await trigger.execute(items ?? []);
			expect(output[0]?.json).toMatchObject({ id, status: 'completed' });
		}),
	);

	test.concurrent(
		'answers a forged or changed call with 401, and tells neither secret nor key',
		onSimulator(async (world) => {
			const trigger = calledBack(world);
			const secret = world.settings.webhookSecret;
			const body = JSON.stringify({ id: 'abc', status: 'completed' });
			const forged = await call(trigger, body, 'whsec_forged0123456789');
			const changed = await call(trigger, body, secret, body.replace('abc', 'abd'));
			const unsigned = await trigger.call({}, Buffer.from(body));
			for (const one of [forged, changed, unsigned]) {
				expect([one.status, one.items]).toEqual([401, undefined]);
				expect(JSON.stringify([one, trigger.logs])).not.toContain(secret.slice(6));
				expect(JSON.stringify([one, trigger.logs])).not.toContain(world.apiKey);
			}
			expect(requestsFor(world, 'webhookSecret')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'follows a replaced secret after a minute',
		onSimulator(async (world) => {
			const trigger = calledBack(world);
			const body = JSON.stringify({
				id: 'abc',
				status: 'completed',
				outputs: ['https://a.example/'],
			});
			expect((await call(trigger, body, world.settings.webhookSecret)).items).toHaveLength(1);
			world.settings.webhookSecret = 'whsec_replaced0123456789';
			expect((await call(trigger, body, world.settings.webhookSecret)).status).toBe(401);
			await new Promise((resolve) => setTimeout(resolve, 61_000));
			expect((await call(trigger, body, world.settings.webhookSecret)).items).toHaveLength(1);
		}),
	);

	test.concurrent(
		'asks WaveSpeed to call again while the secret can’t be read, and takes no nonsense',
		onSimulator(async (world) => {
			const trigger = calledBack(world);
			world.misbehave({
				on: 'webhookSecret',
				fault: { kind: 'status', status: 500 },
				times: 1,
			});
			const secret = world.settings.webhookSecret;
			expect((await call(trigger, '{}', secret)).status).toBe(503);
			expect((await call(trigger, '{}', secret)).status).toBe(400);
			expect((await call(trigger, 'hello', secret)).status).toBe(400);
		}),
	);

	test.concurrent(
		'starts nothing for what it does not wait for',
		onSimulator(async (world) => {
			const trigger = calledBack(world);
			const body = JSON.stringify({ id: 'abc', status: 'failed' });
			const { status, items } = await call(trigger, body, world.settings.webhookSecret);
			expect([status, items]).toEqual([200, undefined]);
		}),
	);
});
