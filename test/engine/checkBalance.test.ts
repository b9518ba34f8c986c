import type { IDataObject } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { billedPrompts, requestsFor } from './harness/simulatorFacts';
import { about, type Rule } from '../../dev/simulator';
import { items, refusing, retryingOnce } from './harness/budget';

/** Option Check Balance First: the account must hold what a batch costs. */
useHost();
useFastClock(20);

describe('Check Balance First', () => {
	const balanceAtSecondLook = (balance: number): Rule => {
		const body = { code: 200, message: 'success', data: { balance } };
		return { on: 'balance', after: 1, fault: { kind: 'status', status: 200, body } };
	};

	const checked = (world: World, more: Partial<RunOptions> = {}, options: IDataObject = {}) =>
		runOn(
			world,
			textToVideo(
				{ prompt: '={{ $json.name }}' },
				{ checkBalance: true, downloadVideo: false, ...options },
			),
			{ items, ...more },
		);

	test.concurrent(
		'lets a batch pass that takes the balance to the cent',
		onSimulator(
			async (world) => {
				const run = await checked(world);
				expect(errorText(run)).toBe('');
				expect(world.billed).toHaveLength(3);
				expect(world.settings.balance).toBe(0);
			},
			{ balance: 3.6 },
		),
	);

	test.concurrent(
		'refuses one above it before anything is submitted, and names both amounts',
		onSimulator(
			async (world) => {
				const run = await checked(world);
				expect(run.status).toBe('error');
				expect(run.error?.message).toMatch(/\$3\.59.*\$3\.60.*3 items/);
				expect(requestsFor(world, 'submit')).toEqual([]);
			},
			{ balance: 3.59 },
		),
	);

	test.concurrent(
		'refuses when the balance cannot be read',
		onSimulator(async (world) => {
			world.misbehave({ on: 'balance', fault: { kind: 'status', status: 500 } });
			const run = await checked(world);
			expect(run.error?.message).toContain('balance could not be read');
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	const retry = { settings: retryingOnce };

	test.concurrent(
		'does not keep a retry from what is paid already, though the money is gone',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
				const run = await checked(world, retry, { downloadVideo: true });
				expect(errorText(run)).toBe('');
				expect(world.billed).toHaveLength(3);
			},
			{ balance: 4 },
		),
	);

	test.concurrent(
		'… nor from what Seedance 2.0 made in place of Sora 2 Pro',
		onSimulator(
			async (world) => {
				world.misbehave({
					on: 'submit',
					fault: { kind: 'status', status: 404, body: { code: 404, message: 'not found' } },
					times: 3,
				});
				world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
				const run = await checked(world, retry, { downloadVideo: true, ifUnavailable: 'seedance' });
				expect(errorText(run)).toBe('');
				expect(world.billed).toHaveLength(3);
			},
			{ balance: 4 },
		),
	);

	test.concurrent(
		'… nor does an item count that will not be bought again',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'job',
				fault: { kind: 'moderated' },
				matching: about('b'),
			});
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
			// The refund takes hours: at the second look the account is still empty.
			world.misbehave(balanceAtSecondLook(0));
			const first = items.slice(0, 2);
			const onError = 'continueErrorOutput' as const;
			const run = await checked(
				world,
				{ items: first, settings: { ...retryingOnce, onError } },
				{ downloadVideo: true },
			);
			expect(run.output.map(({ json }) => json.prompt)).toEqual(['a']);
			expect(run.errorOutput.map(({ json }) => json.error)).toEqual([
				expect.objectContaining({ code: 'moderation' }),
			]);
		}),
	);

	test.concurrent(
		'… and when it refuses the rest of a batch, what is paid is delivered all the same',
		onSimulator(async (world) => {
			world.misbehave(refusing('a'));
			world.misbehave(balanceAtSecondLook(0.5));
			const onError = 'continueErrorOutput' as const;
			const run = await checked(world, { settings: { ...retryingOnce, onError } });
			expect(run.errorOutput.map(({ json }) => json.error)).toEqual([
				expect.objectContaining({ code: 'insufficient_balance', itemIndex: 0 }),
			]);
			expect(run.output.map(({ json }) => json.prompt)).toEqual(['b', 'c']);
			expect(billedPrompts(world)).toEqual(['b', 'c']);
		}),
	);
});
