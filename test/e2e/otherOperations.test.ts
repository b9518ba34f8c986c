import { requestsFor } from './generations';
import { useWorld } from './useWorld';
import { builtIn, chain, GENERATE, generating, givingItems } from '../../dev/world/workflows';
import { ours, quick, SORA, video } from './ourNodes';

/** What a real n8n does with the operations that make no video: their parameters, their branches. */
const world = useWorld();

const paid = () => world().simulator.billed.filter(({ refunded }) => !refunded);

test('Get fetches what a failed download has left, by the id on the error branch', async () => {
	world().simulator.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });

	const execution = await world().run(
		chain(
			'way back',
			[generating(video, 'continueErrorOutput')],
			ours('Get', { operation: 'get', predictionId: '={{ $json.error.predictionId }}', ...quick }),
		),
	);

	expect(execution.error).toBeUndefined();
	expect(execution.items(GENERATE)).toEqual([]);
	const [item] = execution.items('Get');
	expect(item?.json['id']).toBe(paid()[0]?.id);
	expect(item?.binary?.['data']).toMatchObject({ mimeType: 'video/mp4' });
	expect(paid()).toHaveLength(1);
});

test('a batch above Max Cost per Run submits nothing, and says sum, limit and count', async () => {
	const execution = await world().run(
		chain('over budget', [
			...givingItems([{ seconds: 4 }, { seconds: 8 }]),
			generating({ ...video, duration: '={{ $json.seconds }}', options: { maxCost: 3.59 } }),
		]),
	);

	expect(execution.status).toBe('error');
	expect(execution.error?.message).toMatch(/2 items.*\$3\.60.*\$3\.59/);
	expect(requestsFor(world().simulator, 'submit')).toEqual([]);
});

test('Estimate Cost, Get Balance and a condition keep a workflow from spending too much', async () => {
	world().simulator.settings.balance = 1;

	const execution = await world().run(
		chain('ask before', [
			ours('Estimate', {
				...video,
				operation: 'estimateCost',
				estimateFor: 'textToVideoPro',
			}),
			ours('Balance', { resource: 'account', operation: 'getBalance' }),
			builtIn('Enough?', 'filter', 2.2, {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: 'a',
							leftValue: '={{ $json.balance }}',
							rightValue: "={{ $('Estimate').item.json.totalCost }}",
							operator: { type: 'number', operation: 'gte' },
						},
					],
				},
			}),
			generating(video),
		]),
	);

	expect(execution.error).toBeUndefined();
	expect(execution.items('Estimate')[0]?.json).toMatchObject({
		estimatedCost: 1.2,
		totalCost: 1.2,
	});
	expect(execution.items('Balance')[0]?.json).toEqual({ balance: 1, currency: 'USD' });
	expect(execution.ran(GENERATE)).toBe(false);
	expect(world().simulator.billed).toEqual([]);
});

test('Get Many finds what was made, and Delete removes it for good', async () => {
	const execution = await world().run(
		chain('tidy up', [
			generating(video),
			ours('Get Many', {
				operation: 'getAll',
				returnAll: true,
				filters: { model: SORA, status: 'completed' },
			}),
			ours('Delete', { operation: 'delete', predictionIds: '={{ $json.id }}' }),
		]),
	);

	expect(execution.error).toBeUndefined();
	const [made] = execution.items(GENERATE);
	expect(execution.items('Get Many').map(({ json }) => json['id'])).toEqual([made?.json['id']]);
	expect(execution.items('Delete').map(({ json }) => json)).toEqual([
		{ deleted: true, id: made?.json['id'] },
	]);
	expect(world().simulator.predictions).toEqual([]);
});
