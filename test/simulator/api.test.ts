import { request as httpRequest } from 'node:http';
import { models } from './models';
import { startSimulator } from './simulator';
import type { Simulator } from './simulator';
import { TestClient, textToVideo } from './testClient';
import type { WirePrediction } from './testClient';

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
	simulator = await startSimulator();
	client = new TestClient(simulator);
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

/** Status of a POST with exactly these headers. */
function rawPost(path: string, headers: Record<string, string>, body: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const call = httpRequest(simulator.url + path, { method: 'POST', headers }, (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		call.on('error', reject);
		call.end(body);
	});
}

describe('strictness', () => {
	test.each([
		['GET', '/api/v3/balance'],
		['POST', `/api/v3/${textToVideo}`],
		['GET', '/api/v3/predictions/abc/result'],
	])('answers 401 to %s %s without the key', async (method, path) => {
		const response = await fetch(simulator.url + path, { method });
		expect(response.status).toBe(401);
		expect(await response.json()).toEqual({ code: 401, message: expect.any(String) });
		const wrong = { authorization: `Bearer ${simulator.apiKey}x` };
		expect((await fetch(simulator.url + path, { method, headers: wrong })).status).toBe(401);
		expect(simulator.billed).toEqual([]);
	});

	test('refuses a JSON body that does not come as application/json', async () => {
		const authorization = `Bearer ${simulator.apiKey}`;
		const path = `/api/v3/${textToVideo}`;
		const body = '{"prompt":"a cat"}';
		expect(await rawPost(path, { authorization }, body)).toBe(415);
		expect(await rawPost(path, { authorization, 'content-type': 'text/plain' }, body)).toBe(415);
		expect(simulator.billed).toEqual([]);
	});

	test('refuses a body that is no JSON', async () => {
		const headers = {
			authorization: `Bearer ${simulator.apiKey}`,
			'content-type': 'application/json',
		};
		expect(await rawPost(`/api/v3/${textToVideo}`, headers, '{"prompt":')).toBe(400);
	});

	test.each([
		['GET', '/api/v3/nothing/here'],
		['POST', '/api/v3/balance'],
		['POST', '/api/v3/media/upload'],
		['DELETE', '/api/v3/predictions/abc'],
		['GET', '/'],
	])('answers 404 to %s %s and remembers it as unexpected', async (method, path) => {
		expect((await client.call(method, path)).status).toBe(404);
		expect(simulator.unexpected).toEqual([
			{ reason: 'Unknown route', request: expect.objectContaining({ method, path }) },
		]);
	});

	test('records each request with its operation, body and status', async () => {
		const id = await client.accepted({ prompt: 'a dog' });
		await client.poll(id);
		expect(simulator.requests).toEqual([
			expect.objectContaining({
				server: 'api',
				operation: 'submit',
				body: { prompt: 'a dog' },
				predictionId: id,
				status: 200,
				complete: true,
			}),
			expect.objectContaining({ operation: 'poll', predictionId: id, status: 200 }),
		]);
	});
});

describe('inputs', () => {
	test.each([
		[{ size: '640*480' }, /"size" must be one of: 720\*1280, 1280\*720/],
		[{ duration: 7 }, /"duration" must be one of: 4, 8, 12, 16, 20/],
		[{ duration: '8' }, /"duration"/],
		[{ prompt: '' }, /"prompt"/],
		[{ prompt: undefined }, /missing required parameter "prompt"/],
		[{ characters: ['cat'] }, /"characters\.0"/],
		[{ characters: 'char_1' }, /"characters" must be array/],
	])('refuses %j with a message that names the field', async (inputs, message) => {
		const { status, body } = await client.submit(inputs);
		expect(status).toBe(400);
		expect(body).toEqual({ code: 400, message: expect.stringMatching(message) });
		expect(simulator.billed).toEqual([]);
	});

	test('refuses an unknown model, which is no unknown route', async () => {
		const { status, body } = await client.submit({}, 'openai/sora-9/text-to-video');
		expect(status).toBe(400);
		expect(body.message).toMatch(/model not found/);
		expect(simulator.unexpected).toEqual([]);
	});

	test('drops unknown keys and bills the defaults', async () => {
		await client.accepted({ seconds: 20, resolution: '1080p' });
		expect(simulator.billed).toEqual([
			expect.objectContaining({
				model: textToVideo,
				inputs: { prompt: 'a cat', size: '720*1280', duration: 4 },
				cost: 1.2,
			}),
		]);
	});

	test('makes a character instead of a video', async () => {
		const inputs = { video: 'https://example.com/clip.mp4', name: 'Mia' };
		const { outputs } = await client.generated(inputs, 'openai/sora-2/characters');
		expect(outputs).toEqual([{ id: expect.stringMatching(/^char_\w+$/), name: 'Mia' }]);
	});
});

describe('catalogue and prices', () => {
	test.each([
		[textToVideo, { size: '1920*1080', duration: 20 }, 14],
		[textToVideo, { size: '1792*1024', duration: 8 }, 4],
		[textToVideo, {}, 1.2],
		['openai/sora-2/image-to-video-pro', { resolution: '1080p', duration: 12 }, 6],
		['openai/sora-2/text-to-video', { duration: 8 }, 0.8],
		['bytedance/seedance-2.0/text-to-video', { resolution: '1080p', duration: 15 }, 5.4],
		['openai/sora-2/characters', {}, 0.001],
	])('prices %s %j at %d USD', async (model, inputs, price) => {
		const { body } = await client.call('POST', '/api/v3/model/price', {
			model_id: model,
			inputs,
		});
		expect(body.data['discounted_price']).toBeCloseTo(price, 6);
	});

	test('refuses to price a value that the model does not take', async () => {
		const inputs = { size: '1*1' };
		const { status } = await client.call('POST', '/api/v3/model/price', {
			model_id: textToVideo,
			inputs,
		});
		expect(status).toBe(400);
	});

	test('lists every model with the schema of its inputs', async () => {
		const { body } = await client.call<Record<string, unknown>[]>('GET', '/api/v3/models');
		expect(body.data.map((entry) => entry['model_id'])).toEqual(models.map(({ id }) => id));
		expect(body.data[0]).toMatchObject({
			type: 'text-to-video',
			base_price: 1.2,
			api_schema: {
				api_schemas: [
					{
						api_path: `/api/v3/${textToVideo}`,
						request_schema: { required: ['prompt'], properties: { duration: { default: 4 } } },
					},
				],
			},
		});
	});

	test('hands out a webhook secret', async () => {
		const { body } = await client.call('GET', '/api/v3/webhook/secret');
		expect(body.data['secret']).toMatch(/^whsec_/);
	});
});

describe('predictions', () => {
	test('answers both forms of the result', async () => {
		const { id, urls } = (await client.submit()).body.data;
		const short = await client.call<WirePrediction>('GET', `/api/v3/predictions/${id}`);
		expect(short.body.data.id).toBe(id);
		expect(urls.get).toBe(`${simulator.url}/api/v3/predictions/${id}/result`);
	});

	test('answers 404 for an id that it does not know', async () => {
		const { status, body } = await client.poll('0123');
		expect(status).toBe(404);
		expect(body.message).toBe('Prediction not found');
		expect(simulator.unexpected).toEqual([]);
	});

	test('lists the newest first, in pages and by filters', async () => {
		const ids: string[] = [];
		for (const prompt of ['one', 'two', 'three']) ids.push(await client.accepted({ prompt }));
		const other = await client.accepted({}, 'openai/sora-2/text-to-video');
		const list = async (query: unknown) => {
			const { body } = await client.call<{ items: WirePrediction[] }>(
				'POST',
				'/api/v3/predictions',
				query,
			);
			return body.data.items;
		};
		const listed = async (query: unknown) => (await list(query)).map(({ id }) => id);

		expect(await listed({ page: 1, page_size: 100 })).toEqual([other, ...ids.reverse()]);
		expect(await listed({ page: 2, page_size: 3, model: undefined })).toEqual([ids[2]]);
		expect(await listed({ page: 1, page_size: 2, model: textToVideo })).toEqual(ids.slice(0, 2));
		expect(await listed({ page: 1, page_size: 9, status: 'completed' })).toEqual([]);
		const future = new Date(Date.now() + 60_000).toISOString();
		expect(await listed({ page: 1, page_size: 9, created_after: future })).toEqual([]);
		expect(await listed({ page: 1, page_size: 9, created_before: future })).toHaveLength(4);

		expect((await list({ page: 1, page_size: 1 }))[0]?.inputs).toBeUndefined();
		const [withInputs] = await list({ page: 2, page_size: 1, include_inputs: true });
		expect(withInputs?.inputs).toMatchObject({ prompt: 'three' });
		simulator.settings.listInputs = 'always';
		expect((await list({ page: 1, page_size: 1 }))[0]?.inputs).toBeDefined();
	});

	test('refuses a page size above 100', async () => {
		const query = { page: 1, page_size: 101 };
		expect((await client.call('POST', '/api/v3/predictions', query)).status).toBe(400);
	});

	test('deletes predictions and ignores unknown ids', async () => {
		const id = await client.accepted();
		const { body } = await client.call('POST', '/api/v3/predictions/delete', {
			ids: [id, 'unknown'],
		});
		expect(body.data['deleted_count']).toBe(1);
		expect((await client.poll(id)).status).toBe(404);
		expect(simulator.billed).toHaveLength(1);
	});
});
