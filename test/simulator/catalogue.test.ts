import Fastify from 'fastify';

import { models } from '../../dev/simulator/models';
import { validatorOptions } from '../../dev/simulator/validation';
import { textToVideo } from './testClient';
import { useSimulator } from './useSimulator';

const world = useSimulator();

/** Starts a server with a schema that has been looked at itself. */
async function serverWith(schema: object) {
	const customOptions = { ...validatorOptions, validateSchema: true };
	const app = Fastify({ ajv: { customOptions } });
	app.post('/', { schema: { body: schema } }, () => ({}));
	await app.ready();
}

describe('schemas', () => {
	test.each(models.map(({ id, schema }) => ({ id, schema })))(
		'the one of $id is valid JSON Schema',
		async ({ schema }) => {
			await expect(serverWith(schema)).resolves.toBeUndefined();
		},
	);

	test('a schema that is none is noticed', async () => {
		const schema = { type: 'object', properties: { prompt: { minLength: 'long' } } };
		await expect(serverWith(schema)).rejects.toThrow('schema is invalid');
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
		const { status, body } = await world.client.submit(inputs);
		expect(status).toBe(400);
		expect(body).toEqual({ code: 400, message: expect.stringMatching(message) });
		expect(world.simulator.billed).toEqual([]);
	});

	test('refuses an unknown model, which is no unknown route', async () => {
		const { status, body } = await world.client.submit({}, 'openai/sora-9/text-to-video');
		expect(status).toBe(400);
		expect(body.message).toMatch(/model not found/);
		expect(world.simulator.unexpected).toEqual([]);
	});

	test('drops unknown keys and bills the defaults', async () => {
		await world.client.accepted({ seconds: 20, resolution: '1080p' });
		expect(world.simulator.billed).toEqual([
			expect.objectContaining({
				model: textToVideo,
				inputs: { prompt: 'a cat', size: '720*1280', duration: 4 },
				cost: 1.2,
			}),
		]);
	});

	test('makes a character instead of a video', async () => {
		const inputs = { video: 'https://example.com/clip.mp4', name: 'Mia' };
		const { outputs } = await world.client.generated(inputs, 'openai/sora-2/characters');
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
		['bytedance/seedance-2.0/text-to-video', { resolution: '1080p', duration: 15 }, 9],
		['openai/sora-2/characters', {}, 0.001],
	])('prices %s %j at %d USD', async (model, inputs, price) => {
		const { body } = await world.client.call('POST', '/api/v3/model/price', {
			model_id: model,
			inputs,
		});
		expect(body.data['discounted_price']).toBeCloseTo(price, 6);
	});

	test('refuses to price a value that the model does not take', async () => {
		const inputs = { size: '1*1' };
		const { status } = await world.client.call('POST', '/api/v3/model/price', {
			model_id: textToVideo,
			inputs,
		});
		expect(status).toBe(400);
	});

	test('lists every model with the schema of its inputs', async () => {
		const { body } = await world.client.call<Record<string, unknown>[]>('GET', '/api/v3/models');
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
		const { body } = await world.client.call('GET', '/api/v3/webhook/secret');
		expect(body.data['secret']).toMatch(/^whsec_/);
	});
});
