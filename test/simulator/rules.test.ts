import { about } from '../../dev/simulator';
import { useSimulator } from './useSimulator';

const world = useSimulator();
afterEach(() => expect(world.simulator.unexpected).toEqual([]));

describe('rules', () => {
	test('are used in order, as often as they say, after as many as they say', async () => {
		const status = async () => (await world.client.call('GET', '/api/v3/balance')).status;
		world.simulator.misbehave({ on: 'balance', times: 2, fault: { kind: 'status', status: 503 } });
		world.simulator.misbehave({ on: 'balance', after: 1, fault: { kind: 'status', status: 500 } });
		const seen: number[] = [];
		for (let i = 0; i < 5; i++) seen.push(await status());
		expect(seen).toEqual([503, 503, 200, 500, 200]);
	});

	test('hit only what they match', async () => {
		world.simulator.misbehave({
			on: 'job',
			matching: about('second'),
			fault: { kind: 'moderated' },
		});
		const ends = ['first', 'second', 'third'].map((prompt) => world.client.generated({ prompt }));
		const statuses = (await Promise.all(ends)).map(({ status }) => status);
		expect(statuses).toEqual(['completed', 'failed', 'completed']);
	});

	test('are gone after a reset, with all else that was remembered', async () => {
		world.simulator.misbehave({ on: 'balance', fault: { kind: 'status', status: 503 } });
		world.simulator.settings.balance = 1;
		world.simulator.settings.outputBytes = 5;
		await world.client.submit({ prompt: '' });
		world.simulator.reset();
		const { requests, billed, predictions, settings } = world.simulator;
		expect([requests, billed, predictions]).toEqual([[], [], []]);
		expect(settings).toMatchObject({ balance: 1000, jobSeconds: 0.05, outputBytes: undefined });
		expect((await world.client.call('GET', '/api/v3/balance')).status).toBe(200);
	});
});
