import { readCatalogue } from '../../../nodes/WaveSpeedVideo/api/liveModels';
import { checkInputs } from '../../../nodes/WaveSpeedVideo/models/checks';
import { toVideoModel } from '../../../nodes/WaveSpeedVideo/models/customModel';

const entry = {
	model_id: 'acme/new/text-to-video',
	name: 'New',
	type: 'text-to-video',
	api_schema: {
		api_schemas: [
			{
				type: 'model_run',
				request_schema: {
					properties: {
						seed: { type: 'integer', minimum: -1, maximum: 10, default: -1 },
						prompt: { type: 'string', description: 'What to show' },
						ratio: { type: 'string', enum: ['16:9', '9:16'], default: '16:9' },
						guidance: { type: 'number', minimum: 0 },
						audio: { type: 'boolean' },
						tags: { type: 'array' },
						camera: { type: 'object' },
						fps: { type: 'integer', enum: [24, 30] },
						seconds: { type: 'string', enum: ['5', '10'] },
						parts: { type: 'array', items: { type: 'object' } },
						thing: { type: 'tensor' },
					},
					required: ['prompt'],
					'x-order-properties': ['prompt', 'ratio', 'gone'],
				},
			},
		],
	},
};

describe('the live list', () => {
	it('is read in WaveSpeed’s own order of inputs', () => {
		const [model] = readCatalogue([entry]) ?? [];
		expect(model?.inputs.map(({ name }) => name)).toEqual([
			'prompt',
			'ratio',
			'seed',
			'guidance',
			'audio',
			'tags',
			'camera',
			'fps',
			'seconds',
			'parts',
			'thing',
		]);
		expect(model?.inputs[0]).toMatchObject({ required: true, type: 'string' });
		expect(model?.inputs[1]).toMatchObject({ enum: ['16:9', '9:16'], default: '16:9' });
	});

	it('leaves out entries that make no sense, and is none when it is no array', () => {
		expect(readCatalogue([{}, null, 7, entry, { model_id: 'bare' }])).toHaveLength(2);
		expect(readCatalogue({ items: [] })).toBeUndefined();
	});
});

describe('a model of the live list', () => {
	const [live] = readCatalogue([entry]) ?? [];
	if (!live) throw new Error('The entry was not read');
	const check = (given: Record<string, unknown>) => checkInputs(toVideoModel(live).inputs, given);

	it('sends what is set and nothing else', () => {
		expect(check({ prompt: 'x' })).toEqual({ inputs: { prompt: 'x' } });
		expect(check({ prompt: 'x', ratio: null, seed: '' })).toEqual({ inputs: { prompt: 'x' } });
	});

	it.each([
		[{ seed: '7' }, { seed: 7 }],
		[{ guidance: 0.5 }, { guidance: 0.5 }],
		[{ audio: false }, { audio: false }],
		[
			{ tags: 'https://a.example/x, https://a.example/y' },
			{ tags: ['https://a.example/x', 'https://a.example/y'] },
		],
		[{ tags: '["a"]' }, { tags: ['a'] }],
		[{ camera: '{"pan":1}' }, { camera: { pan: 1 } }],
		[{ audio: 'false' }, { audio: false }],
		[{ fps: '30' }, { fps: 30 }],
		[{ seconds: 5 }, { seconds: '5' }],
		[{ parts: '[{"id":1}]' }, { parts: [{ id: 1 }] }],
		[{ thing: 'a text' }, { thing: 'a text' }],
		[{ thing: '{"a":1}' }, { thing: { a: 1 } }],
		[{ thing: 7 }, { thing: 7 }],
	])('takes %j as %j', (given, sent) => {
		expect(check({ prompt: 'x', ...given })).toEqual({ inputs: { prompt: 'x', ...sent } });
	});

	it.each([
		[{ prompt: undefined }, 'prompt must be a text; it is required'],
		[{ ratio: '4:3' }, 'ratio must be one of 16:9, 9:16'],
		[{ seed: 11 }, 'seed must be a whole number from -1 to 10'],
		[{ seed: 1.5 }, 'seed must be a whole number from -1 to 10'],
		[{ guidance: -1 }, 'guidance must be a number from 0'],
		[{ guidance: 'Infinity' }, 'guidance must be a number from 0'],
		[{ audio: 'yes' }, 'audio must be true or false'],
		[{ fps: 25 }, 'fps must be one of 24, 30'],
		[{ parts: '{"id":1}' }, 'parts must be a list'],
		[{ camera: 'x' }, 'camera must be an object (JSON)'],
	])('refuses %j and says what is allowed', (given, problem) => {
		expect(check({ prompt: 'x', ...given })).toMatchObject({
			problem: expect.stringContaining(problem),
		});
	});

	it('refuses an input that the model does not know, because the API drops it silently', () => {
		expect(check({ prompt: 'x', steps: 3 })).toHaveProperty('problem');
	});
});
