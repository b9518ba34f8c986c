import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';
import type { Rule } from '../../dev/simulator';
import { grouped } from '../../dev/n8n';

/** Where estimated costs come from: the table, the live price, or nowhere. */
useHost();
useFastClock(20);

const priced = (usd: number, times = 1): Rule => ({
	on: 'price',
	times,
	fault: {
		kind: 'status',
		status: 200,
		body: { code: 200, message: 'success', data: { price: 1.2, discounted_price: usd } },
	},
});

const priceless: Rule = { on: 'price', times: 10, fault: { kind: 'status', status: 500 } };

const live = (options: IDataObject = {}) =>
	textToVideo({}, { priceSource: 'live', downloadVideo: false, ...options });

/** Seedance 2.0 with a reference video: its price is in no table. */
const unpublished = (options: IDataObject = {}): INodeParameters => ({
	operation: 'textToVideo',
	prompt: 'A boat',
	...grouped({
		referenceVideos: 'https://clips.example/walk.mp4',
		downloadVideo: false,
		pollInterval: 1,
		...options,
	}),
});

const run = (world: World, parameters: INodeParameters, more: Partial<RunOptions> = {}) =>
	runOn(world, parameters, more);

const costs = ({ output }: { output: Array<{ json: IDataObject }> }) =>
	output.map(({ json }) => json.estimatedCost);

describe('Price Source = Table', () => {
	test.concurrent(
		'asks for no price, and the hint tells the sum',
		onSimulator(async (world) => {
			const items = [{ json: {} }, { json: {} }];
			const ended = await run(world, textToVideo({}, { downloadVideo: false }), { items });
			expect(costs(ended)).toEqual([1.2, 1.2]);
			expect(requestsFor(world, 'price')).toEqual([]);
			expect(ended.hints.map(({ message }) => message).join()).toContain('estimated cost $2.40');
		}),
	);

	test.concurrent(
		'asks for the price of what the table does not tell',
		onSimulator(async (world) => {
			world.misbehave(priced(2.05));
			const ended = await run(world, unpublished());
			expect(costs(ended)).toEqual([2.05]);
			const [asked] = requestsFor(world, 'price');
			expect(asked?.body).toMatchObject({
				model_id: 'bytedance/seedance-2.0/text-to-video',
				inputs: { reference_videos: ['https://clips.example/walk.mp4'], duration: 5 },
			});
		}),
	);
});

describe('Price Source = Live', () => {
	test.concurrent(
		'takes the price with its discount, and asks once for items that cost the same',
		onSimulator(async (world) => {
			world.misbehave(priced(0.9));
			const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
			const parameters = { ...live(), prompt: '={{ $json.name }}' };
			const ended = await run(world, parameters, { items });
			expect(costs(ended)).toEqual([0.9, 0.9, 0.9]);
			expect(requestsFor(world, 'price')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'is what the budget goes by: a discount makes a batch fit',
		onSimulator(async (world) => {
			world.misbehave(priced(0.9));
			const ended = await run(world, live({ maxCost: 0.9 }));
			expect(errorText(ended)).toBe('');
			expect(world.billed).toHaveLength(1);
		}),
	);

	test.concurrent(
		'is what the budget goes by: a higher price is refused, to fractions of a cent',
		onSimulator(async (world) => {
			world.misbehave(priced(1.204));
			const ended = await run(world, live({ maxCost: 1.2 }));
			expect(ended.error?.message).toMatch(/\$1\.204.*\$1\.20/);
			expect(world.billed).toEqual([]);
		}),
	);

	test.concurrent(
		'falls back to the table when it cannot be had, where no money is limited',
		onSimulator(async (world) => {
			world.misbehave(priceless);
			const ended = await run(world, live());
			expect(errorText(ended)).toBe('');
			expect(costs(ended)).toEqual([1.2]);
		}),
	);

	test.concurrent(
		'is asked with an address in a picture’s place, which need not be uploaded for that',
		onSimulator(async (world) => {
			const parameters: INodeParameters = {
				operation: 'estimateCost',
				estimateFor: 'imageToVideoPro',
				prompt: 'It moves',
				resolution: '1080p',
				...grouped({ priceSource: 'live' }),
			};
			const ended = await run(world, parameters);
			expect(costs(ended)).toEqual([2]);
			const [asked] = requestsFor(world, 'price').map(({ body }) => body as IDataObject);
			expect(asked?.inputs).toMatchObject({ image: expect.stringMatching(/^https:/) });
			expect(requestsFor(world, 'upload')).toEqual([]);
		}),
	);
});

describe('Price Source = Auto', () => {
	test.concurrent(
		'asks where money is limited: a table that is too low does not let a batch pass',
		onSimulator(async (world) => {
			world.misbehave(priced(3));
			const ended = await run(world, textToVideo({}, { maxCost: 2 }));
			expect(ended.error?.message).toMatch(/\$3\.00.*\$2\.00/);
			expect(world.billed).toEqual([]);
		}),
	);

	test.concurrent(
		'has no price when it cannot be had where money is limited, unless the user chose Table',
		onSimulator(async (world) => {
			world.misbehave(priceless);
			const ended = await run(world, textToVideo({}, { maxCost: 2 }));
			expect(ended.error?.message).toContain('price of 1 item is not known');
			expect(errorText(ended)).toContain('Price Source to Table');
			const table = await run(
				world,
				textToVideo({}, { maxCost: 2, priceSource: 'table', downloadVideo: false }),
			);
			expect(errorText(table)).toBe('');
			expect(costs(table)).toEqual([1.2]);
		}),
	);

	test.concurrent(
		'holds up no run without a limit: it submits while a silent endpoint is waited for',
		onSimulator(async (world) => {
			world.misbehave({ on: 'price', times: 10, fault: { kind: 'stall' } });
			const ended = await run(world, unpublished());
			expect(errorText(ended)).toBe('');
			const [submitted] = requestsFor(world, 'submit');
			expect(submitted).toBeDefined();
			expect(costs(ended)).toEqual([null]);
		}),
	);
});

describe('A price that nobody knows', () => {
	test.concurrent(
		'keeps no video from being made where no limit is set, and is null in the output',
		onSimulator(async (world) => {
			world.misbehave(priceless);
			const ended = await run(world, unpublished());
			expect(errorText(ended)).toBe('');
			expect(costs(ended)).toEqual([null]);
			expect(world.billed).toHaveLength(1);
		}),
	);

	test.concurrent(
		'is above every limit',
		onSimulator(async (world) => {
			world.misbehave(priceless);
			const ended = await run(world, unpublished({ maxCost: 1000 }));
			expect(ended.error?.message).toContain('price of 1 item is not known');
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'is above every balance',
		onSimulator(async (world) => {
			world.misbehave(priceless);
			const ended = await run(world, unpublished({ checkBalance: true }));
			expect(ended.error?.message).toContain('not known');
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);
});
