import type { INodeParameters } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { runWorkflow } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';

/** Account, Get Usage: what was really billed, beside what the node estimated. */
useHost();
useFastClock(20);

describe('Get Usage', () => {
	const usage = (usageBy: string, usageFilters = {}): INodeParameters => ({
		resource: 'account',
		operation: 'getUsage',
		usageBy,
		usageFilters,
	});

	test.concurrent(
		'tells what was billed and what came back, to its last page',
		onSimulator(async (world) => {
			const { credentials } = world;
			world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
			await runWorkflow({
				credentials,
				items,
				parameters: textToVideo({ prompt: '={{ $json.name }}' }, { downloadVideo: false }),
				settings: { onError: 'continueErrorOutput' },
			});
			const before = new Date(Date.now() + 60_000).toISOString();
			const sum = await runWorkflow({ credentials, parameters: usage('total', { before }) });
			expect(errorText(sum)).toBe('');
			expect(sum.output[0]?.json).toMatchObject({
				charged: 3.6,
				refunded: 1.2,
				net: 2.4,
				generations: 3,
				currency: 'USD',
			});
			const each = await runWorkflow({ credentials, parameters: usage('prediction', { before }) });
			expect(each.output.map(({ json }) => json.net).sort()).toEqual([0, 1.2, 1.2]);
			const other = await runWorkflow({
				credentials,
				parameters: usage('total', { before, model: 'other/model' }),
			});
			expect(other.output[0]?.json).toMatchObject({ net: 0, generations: 0 });
			expect(sum.output[0]?.json).toMatchObject({ requests: 3, succeeded: 2, reportedCost: 2.4 });
			expect(requestsFor(world, 'billings')).toHaveLength(3);
		}),
	);

	test.concurrent(
		'refuses times that are none, and a period that ends before it begins',
		onSimulator(async ({ credentials }) => {
			const bad = await runWorkflow({ credentials, parameters: usage('total', { after: 'x' }) });
			expect(errorText(bad)).toMatch(/After must be a time.*"x"/);
			const turned = { after: '2026-02-01', before: '2026-01-01' };
			const wrong = await runWorkflow({ credentials, parameters: usage('total', turned) });
			expect(errorText(wrong)).toContain('After must be earlier');
		}),
	);

	/** Two videos that are paid and one that is refunded. */
	async function buyThree(world: World) {
		world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
		return await runOn(
			world,
			textToVideo({ prompt: '={{ $json.name }}', downloadVideo: false }, { maxConcurrent: 1 }),
			{
				items: ['a', 'b', 'c'].map((name) => ({ json: { name } })),
				settings: { onError: 'continueErrorOutput' },
			},
		);
	}

	const later = () => ({ before: new Date(Date.now() + 60_000).toISOString() });

	test.concurrent(
		'splits by day, by key and by model, with the requests that the statistics count',
		onSimulator(async (world) => {
			const { credentials } = world;
			await buyThree(world);
			const by = async (usageBy: string, filters = {}) =>
				(
					await runWorkflow({ credentials, parameters: usage(usageBy, { ...later(), ...filters }) })
				).output.map(({ json }) => json);
			const paid = { charged: 3.6, refunded: 1.2, net: 2.4, generations: 3 };
			const date = new Date().toISOString().slice(0, 10);
			expect(await by('day')).toEqual([expect.objectContaining({ ...paid, date, requests: 3 })]);
			expect(await by('key')).toEqual([expect.objectContaining({ ...paid, key: 'simulator' })]);
			expect(await by('model')).toEqual([
				expect.objectContaining({
					...paid,
					model: 'openai/sora-2/text-to-video-pro',
					requests: 3,
				}),
			]);
			expect(await by('total', { key: 'simulator' })).toEqual([expect.objectContaining(paid)]);
			expect(await by('total', { key: 'another' })).toEqual([expect.objectContaining({ net: 0 })]);
		}),
	);

	test.concurrent(
		'puts each item’s estimate beside its bill, with one look at the bill for all',
		onSimulator(async (world) => {
			const { credentials } = world;
			const made = await buyThree(world);
			const { id: refunded } = world.billed.find((one) => one.refunded) ?? {};
			const items = [
				...made.output.map(({ json }) => ({ json })),
				{ json: { predictionId: refunded, estimatedCost: '1.2' } },
				{ json: { predictionId: 'never-bought', estimatedCost: 9 } },
				{ json: { predictionId: made.output[0]?.json.id, estimatedCost: null } },
			];
			const asked = { resource: 'account', operation: 'getUsage', usageBy: 'item' };
			const run = await runWorkflow({
				credentials,
				items,
				parameters: { ...asked, usageFilters: later() },
			});
			expect(errorText(run)).toBe('');
			expect(
				run.output.map(({ json }) => [json.billed, json.estimatedCost, json.net, json.difference]),
			).toEqual([
				[true, 1.2, 1.2, 0],
				[true, 1.2, 1.2, 0],
				[true, 1.2, 0, -1.2],
				[false, 9, 'unknown', 'unknown'],
				[true, 'unknown', 1.2, 'unknown'],
			]);
			for (const { json } of run.output) {
				expect(json).toMatchObject({
					compared: 3,
					totalEstimated: 3.6,
					totalNet: 2.4,
					totalDifference: -1.2,
				});
			}
			expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual(
				items.map((_, item) => ({ item })),
			);
			expect(requestsFor(world, 'billings')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'gives the bill where the statistics can’t be had, and says so',
		onSimulator(async (world) => {
			const { credentials } = world;
			await buyThree(world);
			world.misbehave({ on: 'usage', times: 9, fault: { kind: 'status', status: 403 } });
			const run = await runWorkflow({ credentials, parameters: usage('total', later()) });
			expect(run.output[0]?.json).toMatchObject({ net: 2.4 });
			expect(run.output[0]?.json).not.toHaveProperty('requests');
			expect(run.hints.map(({ message }) => message).join()).toContain('could not be read');
		}),
	);

	test.concurrent(
		'refuses an item that names no prediction, and a split that is not known, before it asks',
		onSimulator(async (world) => {
			const { credentials } = world;
			const item = await runWorkflow({ credentials, parameters: usage('item') });
			expect(errorText(item)).toMatch(/Prediction ID/);
			const other = await runWorkflow({ credentials, parameters: usage('={{ "week" }}') });
			expect(errorText(other)).toContain('Split By "week" is not known');
			expect(world.requests).toEqual([]);
		}),
	);
});
