import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';

/** Operation Get Balance. */
useHost();

const getBalance = (world: World, settings: RunOptions['settings'] = {}) =>
	runOn(world, { resource: 'account', operation: 'getBalance' }, { settings });

describe('Get Balance', () => {
	test.concurrent(
		'gives the amount in USD',
		onSimulator(
			async (world) => {
				const run = await getBalance(world);
				expect(run.output).toEqual([
					{ json: { balance: 12.345, currency: 'USD' }, pairedItem: { item: 0 } },
				]);
				expect(world.requests).toHaveLength(1);
			},
			{ balance: 12.345 },
		),
	);

	test.concurrent(
		'gives an empty account’s 0',
		onSimulator(
			async (world) => {
				const run = await getBalance(world);
				expect(run.output[0]?.json.balance).toBe(0);
			},
			{ balance: 0 },
		),
	);

	test.concurrent(
		'says what is wrong with the key',
		onSimulator(async (world) => {
			world.misbehave({ on: 'balance', fault: { kind: 'status', status: 401 } });
			const run = await getBalance(world);
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('does not accept the API key');
		}),
	);

	test.concurrent(
		'becomes an error row under Continue',
		onSimulator(async (world) => {
			world.misbehave({ on: 'balance', fault: { kind: 'status', status: 500 } });
			const run = await getBalance(world, { onError: 'continueErrorOutput' });
			expect(run.output).toEqual([]);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				message: expect.stringContaining('HTTP 500'),
				itemIndex: 0,
			});
			expect(requestsFor(world, 'balance')).toHaveLength(1);
		}),
	);
});
