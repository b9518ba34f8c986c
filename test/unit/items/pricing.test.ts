import type { ReadResult } from '../../../nodes/WaveSpeedVideo/api/answers';
import { readPrice } from '../../../nodes/WaveSpeedVideo/api/numbers';
import type { Plan } from '../../../nodes/WaveSpeedVideo/items/plan';
import { pricePlans, priceRequest } from '../../../nodes/WaveSpeedVideo/items/pricing';
import { IMAGE } from '../../../nodes/WaveSpeedVideo/models/media';
import type { VideoModel } from '../../../nodes/WaveSpeedVideo/models/model';

/** Prices of a run's items, on virtual time. */
const model = (more: Partial<VideoModel> = {}) =>
	({ id: 'acme/video', media: [], ...more }) as VideoModel;
const plan = (inputs: object, price?: number, more: Partial<Plan> = {}) =>
	({ itemIndex: 0, model: model(), inputs, media: {}, price, ...more }) as Plan;

/** A price endpoint that takes its time, and a clock that goes with it. */
function endpoint(answer: (inputs: object) => number | undefined, takesMs = 0) {
	let now = 0;
	const asked: object[] = [];
	const getPrice = (_id: string, inputs: object, timeoutMs = 30_000) => {
		asked.push(inputs);
		const value = takesMs > timeoutMs ? undefined : answer(inputs);
		const end = now + Math.min(takesMs, timeoutMs);
		return new Promise<ReadResult<number>>((resolve) => {
			queueMicrotask(() => {
				now = Math.max(now, end);
				resolve(
					value === undefined ? { kind: 'transient', reason: 'silent' } : { kind: 'ok', value },
				);
			});
		});
	};
	return { client: { getPrice }, runtime: { now: () => now }, asked, time: () => now };
}

const AUTO = { source: 'auto', limited: true } as const;

describe('Price Source = Auto', () => {
	it('is the live price where money is limited', async () => {
		const { client, runtime } = endpoint(() => 0.9);
		const plans = [plan({}, 1.2)];
		await pricePlans(plans, AUTO, client, runtime);
		expect(plans[0]?.price).toBe(0.9);
	});

	it('is the table where it is not', async () => {
		const { client, runtime, asked } = endpoint(() => 0.9);
		const plans = [plan({}, 1.2)];
		await pricePlans(plans, { source: 'auto', limited: false }, client, runtime);
		expect([plans[0]?.price, asked]).toEqual([1.2, []]);
	});

	it('is no price where money is limited and the live one can’t be had', async () => {
		const { client, runtime } = endpoint(() => undefined);
		const plans = [plan({}, 1.2)];
		await pricePlans(plans, AUTO, client, runtime);
		expect(plans[0]?.price).toBeUndefined();
	});
});

describe('A price of nothing', () => {
	it('is no price for what costs something by the table, so that no budget goes by it', async () => {
		const { client, runtime } = endpoint(() => 0);
		const [listed, unlisted] = [plan({}, 1.2), plan({ a: 1 })];
		await pricePlans([listed, unlisted], AUTO, client, runtime);
		expect(listed.price).toBeUndefined();
		expect(unlisted.price).toBe(0);
	});
});

describe('Price Source', () => {
	it('= Table asks only for what the table does not tell, limited or not', async () => {
		const { client, runtime, asked } = endpoint(() => 0.9);
		const plans = [plan({}, 1.2), plan({ a: 1 })];
		await pricePlans(plans, { source: 'table', limited: true }, client, runtime);
		expect(plans.map(({ price }) => price)).toEqual([1.2, 0.9]);
		expect(asked).toHaveLength(1);
	});

	it('= Live without a limit falls back to the table', async () => {
		const { client, runtime } = endpoint(() => undefined);
		const plans = [plan({}, 1.2)];
		await pricePlans(plans, { source: 'live', limited: false }, client, runtime);
		expect(plans[0]?.price).toBe(1.2);
	});
});

describe('Asking', () => {
	it('is once for items that differ only in what is free: prompt and seed', async () => {
		const { client, runtime, asked } = endpoint(() => 1);
		const plans = Array.from({ length: 20 }, (_, seed) =>
			plan({ prompt: `p${seed}`, negative_prompt: `n${seed}`, seed, duration: 5 }),
		);
		await pricePlans(plans, AUTO, client, runtime);
		expect(asked).toHaveLength(1);
		expect(plans.every(({ price }) => price === 1)).toBe(true);
	});

	it('is by every other input, also one whose name has a free one’s in it', async () => {
		const { client, runtime, asked } = endpoint(() => 1);
		const plans = [true, false].map((on) => plan({ prompt: 'p', enable_prompt_expansion: on }));
		await pricePlans(plans, AUTO, client, runtime);
		expect(asked).toHaveLength(2);
	});

	it('is by each text where the price goes by it', async () => {
		const speech = model({ pricedBy: ['prompt'] });
		const { client, runtime, asked } = endpoint(() => 1);
		const plans = ['a', 'b'].map((prompt) => plan({ prompt }, undefined, { model: speech }));
		await pricePlans(plans, AUTO, client, runtime);
		expect(asked).toHaveLength(2);
	});

	it('a silent endpoint takes 30 s of a run at most, 10 s where no money is limited', async () => {
		for (const [limited, most] of [
			[true, 30_000],
			[false, 10_000],
		] as const) {
			const { client, runtime, time } = endpoint(() => 1, 1e9);
			const plans = Array.from({ length: 40 }, (_, duration) => plan({ duration }));
			await pricePlans(plans, { source: 'auto', limited }, client, runtime);
			expect(time()).toBeLessThanOrEqual(most);
			expect(plans.every(({ price }) => price === undefined)).toBe(true);
		}
	});
});

describe('A price is asked with', () => {
	it('what WaveSpeed takes for inputs that are not sent', () => {
		const costly = model({ defaults: { duration: 15, resolution: '1080p' } });
		expect(priceRequest(plan({ resolution: '480p' }, 0, { model: costly })).inputs).toEqual({
			duration: 15,
			resolution: '480p',
		});
	});

	it('the addresses of media, which WaveSpeed measures', () => {
		const media = {
			'reference_videos.0': { kind: 'url', url: 'https://x.example/a.mp4' },
			image: { kind: 'url', url: 'https://x.example/a.png' },
		} as Plan['media'];
		const request = priceRequest(plan({}, 0, { model: model({ media: [IMAGE] }), media }));
		expect(request.inputs).toEqual({
			reference_videos: ['https://x.example/a.mp4'],
			image: 'https://x.example/a.png',
		});
	});

	it('knowledge of what it can’t tell: formula inputs that are not sent, files not uploaded', () => {
		const talking = model({ pricedBy: ['audio', 'resolution', 'video'] });
		const file = { kind: 'file', sha256: 'x' } as unknown as Plan['media'][string];
		const request = priceRequest(
			plan({ resolution: '480p' }, 0, { model: talking, media: { audio: file } }),
		);
		expect(request.blindTo).toEqual(['audio', 'video']);
	});

	it('knowledge of a medium that it measures and can’t reach; one that isn’t given changes nothing', () => {
		const following = model({ measured: ['reference_videos'] });
		const file = { kind: 'file', sha256: 'x' } as unknown as Plan['media'][string];
		const url = { kind: 'url', url: 'https://x.example/a.mp4' } as const;
		const blind = (media: Plan['media']) =>
			priceRequest(plan({}, 0, { model: following, media })).blindTo;
		expect(blind({ 'reference_videos.0': file })).toEqual(['reference_videos']);
		expect(blind({ 'reference_videos.0': url })).toEqual([]);
		expect(blind({})).toEqual([]);
	});
});

describe('The answer', () => {
	it.each([
		[{ price: 1.2, discounted_price: 0.9 }, 0.9],
		[{ price: 1.2, discounted_price: 0 }, 1.2],
		[{ price: 1.2, discounted_price: -1 }, 1.2],
		[{ price: 1.2 }, 1.2],
		[{}, undefined],
	])('%j is $%s', (data, usd) => {
		expect(readPrice(data)).toBe(usd);
	});
});
