import type { LiveInput } from '../../../nodes/WaveSpeedVideo/api/liveModels';
import { kindOfInput, mainText } from '../../../nodes/WaveSpeedVideo/models/schemaInputs';
import { inputOf, texts } from './inputOf';

const accept = (kind: string) => ({ 'x-ui-component-props': { accept: kind } });

describe('An input', () => {
	const table: Array<[string, string, object, object]> = [
		// Skipped.
		['a switch that changes the answer', 'enable_sync_mode', { type: 'boolean' }, { kind: 'skip' }],
		['… and the other', 'enable_base64_output', { type: 'boolean' }, { kind: 'skip' }],
		['a webhook', 'webhook', { type: 'string' }, { kind: 'skip' }],
		['a webhook’s address', 'webhook_url', { type: 'string' }, { kind: 'skip' }],
		['what is disabled', 'a', { type: 'string', disabled: true }, { kind: 'skip' }],
		['what is hidden', 'a', { type: 'string', hidden: true }, { kind: 'skip' }],
		['what is x-hidden', 'a', { type: 'string', 'x-hidden': true }, { kind: 'skip' }],
		['a hidden medium', 'image', { type: 'string', 'x-hidden': true }, { kind: 'skip' }],
		['a name that is no word', 'a.b', { type: 'string' }, { kind: 'skip' }],
		['a name that objects have', 'constructor', { type: 'string' }, { kind: 'skip' }],
		// LoRA.
		[
			'LoRAs by component',
			'weights',
			{ type: 'array', 'x-ui-component': 'loras' },
			{ kind: 'loras', most: 3 },
		],
		[
			'LoRAs by reference',
			'weights',
			{ type: 'array', items: { $ref: '#/components/schemas/LoraWeight' }, maxItems: 5 },
			{ kind: 'loras', most: 5 },
		],
		['LoRAs by name', 'high_noise_loras', { type: 'array' }, { kind: 'loras', most: 3 }],
		[
			'LoRAs before media and lists',
			'image_loras',
			{ ...texts, 'x-ui-component': 'uploaders' },
			{ kind: 'loras', most: 3 },
		],
		// Media by component.
		[
			'an uploader of pictures',
			'first_frame',
			{ type: 'string', 'x-ui-component': 'uploader', ...accept('image/*') },
			{ kind: 'medium', of: 'picture' },
		],
		[
			'an uploader of an archive',
			'data',
			{ type: 'string', 'x-ui-component': 'uploader', 'x-accept': 'application/zip' },
			{ kind: 'medium', of: 'file' },
		],
		[
			'an uploader that tells no kind, by its name',
			'audio',
			{ type: 'string', 'x-ui-component': 'uploader' },
			{ kind: 'medium', of: 'sound' },
		],
		[
			'uploaders of videos',
			'clips',
			{ ...texts, maxItems: 4, 'x-ui-component': 'uploaders', ...accept('video/*') },
			{ kind: 'mediaList', of: 'video', most: 4 },
		],
		[
			'the component’s kind before the name’s',
			'image',
			{ type: 'string', 'x-ui-component': 'uploader', ...accept('video/*') },
			{ kind: 'medium', of: 'video' },
		],
		[
			'the current accept before the older one',
			'a',
			{ type: 'string', 'x-ui-component': 'uploader', ...accept('audio/*'), 'x-accept': 'image/*' },
			{ kind: 'medium', of: 'sound' },
		],
		[
			'a component before a choice',
			'frame',
			{ type: 'string', enum: ['a'], 'x-ui-component': 'uploader', ...accept('image/*') },
			{ kind: 'medium', of: 'picture' },
		],
		// Media by name.
		['a plain image', 'image', { type: 'string' }, { kind: 'medium', of: 'picture' }],
		['a last image', 'last_image', { type: 'string' }, { kind: 'medium', of: 'picture' }],
		['an audio address', 'audio_url', { type: 'string' }, { kind: 'medium', of: 'sound' }],
		['a list of videos', 'videos', texts, { kind: 'mediaList', of: 'video', most: 10 }],
		['a count of images', 'num_images', { type: 'integer' }, { kind: 'number', whole: true }],
		['an image’s size', 'image_size', { type: 'string' }, { kind: 'text' }],
		[
			'an image style',
			'image',
			{ type: 'string', enum: ['a', 'b'] },
			{ kind: 'choice', values: ['a', 'b'] },
		],
		[
			'a list of objects named after images',
			'image_parts',
			{ type: 'array', items: { type: 'object' } },
			{ kind: 'json' },
		],
		['most images', 'max_images', { type: 'integer' }, { kind: 'number', whole: true }],
		['a count in a text', 'count_image', { type: 'string' }, { kind: 'text' }],
		[
			'numbers named after images',
			'image_weights',
			{ type: 'array', items: { type: 'number' } },
			{ kind: 'list' },
		],
		[
			'objects',
			'multi_prompt',
			{ type: 'array', 'x-ui-component': 'array', items: { type: 'object' } },
			{ kind: 'json' },
		],
		// The rest.
		[
			'a choice of numbers',
			'fps',
			{ type: 'integer', enum: [24, 30] },
			{ kind: 'choice', values: [24, 30] },
		],
		[
			'suggestions',
			'voice_id',
			{ type: 'string', 'x-enum': ['Ann', 'Bob'] },
			{ kind: 'suggestions', values: ['Ann', 'Bob'] },
		],
		[
			'a choice before suggestions',
			'a',
			{ type: 'string', enum: ['b'], 'x-enum': ['c'] },
			{ kind: 'choice', values: ['b'] },
		],
		[
			'a choice before a long text',
			'prompt',
			{ type: 'string', enum: ['b'] },
			{ kind: 'choice', values: ['b'] },
		],
		[
			'suggestions before a long text',
			'text',
			{ type: 'string', 'x-enum': ['b'] },
			{ kind: 'suggestions', values: ['b'] },
		],
		[
			'a size without choices',
			'size',
			{ type: 'string', minimum: 64, maximum: 4096 },
			{ kind: 'text' },
		],
		[
			'a slider, which is only looks',
			'strength',
			{ type: 'number', minimum: 0, maximum: 1, 'x-ui-component': 'slider' },
			{ kind: 'number', whole: false },
		],
		[
			'a component that nobody knows',
			'thing',
			{ type: 'string', 'x-ui-component': 'hologram' },
			{ kind: 'text' },
		],
		['captions', 'srt_content', { type: 'string' }, { kind: 'longText' }],
		['a script', 'script', { type: 'string' }, { kind: 'longText' }],
		['a prompt', 'negative_prompt', { type: 'string' }, { kind: 'longText' }],
		[
			'a text area',
			'notes',
			{ type: 'string', 'x-ui-component': 'textarea' },
			{ kind: 'longText' },
		],
		['a short text', 'language', { type: 'string' }, { kind: 'text' }],
		['a seed', 'seed', { type: 'integer', default: -1 }, { kind: 'seed' }],
		['a whole number', 'steps', { type: 'integer' }, { kind: 'number', whole: true }],
		['a number', 'guidance', { type: 'number' }, { kind: 'number', whole: false }],
		['a switch', 'generate_audio', { type: 'boolean' }, { kind: 'switch' }],
		['a list of texts', 'tags', texts, { kind: 'list' }],
		['an object', 'camera', { type: 'object' }, { kind: 'json' }],
		['a type that nobody knows', 'thing', { type: 'tensor' }, { kind: 'json' }],
		['a type or nothing', 'thing', { type: ['null', 'integer'] }, { kind: 'number', whole: true }],
		['no type at all', 'thing', {}, { kind: 'text' }],
		['a property that is none', 'thing', [], { kind: 'text' }],
	];

	it.each(table)('%s', (_what, name, schema, kind) => {
		expect(kindOfInput(inputOf(name, schema))).toEqual(kind);
	});
});

describe('The main text of a model', () => {
	const long = (name: string, required = false) => ({
		...inputOf(name, { type: 'string' }),
		required,
	});

	it.each<[string, LiveInput[], string | undefined]>([
		['its prompt', [long('negative_prompt'), long('text', true), long('prompt')], 'prompt'],
		['its text, without a prompt', [long('voice_text'), long('text')], 'text'],
		['its script', [inputOf('image', { type: 'string' }), long('script')], 'script'],
		['the one that is required', [long('a_text'), long('b_text', true)], 'b_text'],
		['the first that stands alone', [long('system_prompt'), long('srt_content')], 'srt_content'],
		['none beside another', [long('negative_prompt')], undefined],
		['none without a text', [inputOf('video', { type: 'string' })], undefined],
		['none that is hidden', [inputOf('prompt', { type: 'string', hidden: true })], undefined],
		['none without inputs', [], undefined],
	])('is %s', (_what, inputs, name) => {
		expect(mainText(inputs)?.name).toBe(name);
	});
});
