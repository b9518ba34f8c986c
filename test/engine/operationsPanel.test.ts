import {
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	NodeHelpers,
} from 'n8n-workflow';

import { MAKING } from '../../nodes/WaveSpeedVideo/trigger/circle';
import { choices, description, filled, names, shownFields, shownOptions } from './harness/panel';

/** What the panel shows for each operation, each model and each source, by n8n's display logic. */
interface View {
	what: string;
	parameters: INodeParameters;
	/** All fields below Resource and Operation, in their order. */
	shows: string[];
}

const PICTURE = ['imageSource', 'imageUrl'];
const SHARED = ['outputOptions', 'waitOptions', 'costOptions', 'safetyOptions'];
/** What stands below the model's fields where videos are made. */
const BELOW = ['wait', 'downloadVideo', 'simplify', 'modelOptions', ...SHARED];
const byUrl = { imageSource: 'url' };
const estimate = { operation: 'estimateCost' };
const sora = { model: 'sora-2' };

const views: View[] = [
	{
		what: 'Text to Video Pro',
		parameters: { operation: 'textToVideoPro' },
		shows: ['proModel', 'prompt', 'size', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video Pro with a URL',
		parameters: { operation: 'imageToVideoPro', ...byUrl },
		shows: ['proModel', ...PICTURE, 'prompt', 'resolution', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video Pro with a file',
		parameters: { operation: 'imageToVideoPro', imageSource: 'binary' },
		shows: [
			'proModel',
			'imageSource',
			'imageBinaryField',
			'prompt',
			'resolution',
			'duration',
			...BELOW,
		],
	},
	{
		what: 'Image to Video Pro with base64',
		parameters: { operation: 'imageToVideoPro', imageSource: 'base64' },
		shows: ['proModel', 'imageSource', 'imageData', 'prompt', 'resolution', 'duration', ...BELOW],
	},
	{
		what: 'Text to Video with Seedance 2.0',
		parameters: { operation: 'textToVideo' },
		shows: ['model', 'prompt', 'aspectRatio', 'resolutionTo4k', 'duration', ...BELOW],
	},
	{
		what: 'Text to Video with Sora 2',
		parameters: { operation: 'textToVideo', ...sora },
		shows: ['model', 'prompt', 'sizeTo720p', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video with Seedance 2.0',
		parameters: { operation: 'imageToVideo', ...byUrl },
		shows: ['model', ...PICTURE, 'prompt', 'resolutionTo4k', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video with Sora 2',
		parameters: { operation: 'imageToVideo', ...sora, ...byUrl },
		shows: [
			'model',
			...PICTURE,
			'prompt',
			'duration',
			'wait',
			'downloadVideo',
			'simplify',
			...SHARED,
		],
	},
	...(['binary', 'prediction', 'url'] as const).map((videoSource) => ({
		what: `Extend Video with ${videoSource}`,
		parameters: { operation: 'extendVideo', videoSource },
		shows: [
			'extendModel',
			'videoSource',
			{ binary: 'videoBinaryField', prediction: 'videoPredictionId', url: 'videoUrl' }[videoSource],
			'prompt',
			'resolutionTo1080p',
			'duration',
			...BELOW,
		],
	})),
	{
		what: 'Estimate Cost for Extend Video',
		parameters: { ...estimate, estimateFor: 'extendVideo' },
		shows: [
			'estimateFor',
			'extendModel',
			'resolutionTo1080p',
			'duration',
			'modelOptions',
			'costOptions',
		],
	},
	{
		what: 'Custom Model',
		parameters: { operation: 'customModel' },
		shows: [
			'modelType',
			'customModel',
			'prompt',
			'modelInputs',
			'longTexts',
			'wait',
			'downloadVideo',
			'simplify',
			...SHARED,
		],
	},
	{
		what: 'Estimate Cost for a Custom Model',
		parameters: { ...estimate, estimateFor: 'customModel' },
		shows: ['estimateFor', 'modelType', 'customModel', 'modelInputs', 'costOptions'],
	},
	{
		what: 'Estimate Cost for Text to Video Pro',
		parameters: { ...estimate, estimateFor: 'textToVideoPro' },
		shows: ['estimateFor', 'proModel', 'size', 'duration', 'costOptions'],
	},
	{
		what: 'Estimate Cost for Image to Video Pro, without a picture',
		parameters: { ...estimate, estimateFor: 'imageToVideoPro' },
		shows: ['estimateFor', 'proModel', 'resolution', 'duration', 'costOptions'],
	},
	{
		what: 'Estimate Cost for Seedance 2.0',
		parameters: { ...estimate, estimateFor: 'textToVideo' },
		shows: [
			'estimateFor',
			'model',
			'aspectRatio',
			'resolutionTo4k',
			'duration',
			'modelOptions',
			'costOptions',
		],
	},
	{
		what: 'Estimate Cost for a picture with Sora 2',
		parameters: { ...estimate, estimateFor: 'imageToVideo', ...sora },
		shows: ['estimateFor', 'model', 'duration', 'costOptions'],
	},
	{
		what: 'Get',
		parameters: { operation: 'get' },
		shows: ['predictionId', 'downloadVideo', 'simplify', 'outputOptions', 'waitOptions'],
	},
	{
		what: 'Get Many with a limit',
		parameters: { operation: 'getAll' },
		shows: ['returnAll', 'limit', 'filters', 'simplify'],
	},
	{
		what: 'Get Many of all',
		parameters: { operation: 'getAll', returnAll: true },
		shows: ['returnAll', 'filters', 'simplify'],
	},
	{
		what: 'Join Videos',
		parameters: { operation: 'join' },
		shows: ['inputBinaryField', 'options'],
	},
	{ what: 'Delete', parameters: { operation: 'delete' }, shows: ['predictionIds', 'options'] },
	{
		what: 'Create Character from a file',
		parameters: { resource: 'character', operation: 'create' },
		shows: [
			'characterModel',
			'videoSource',
			'videoBinaryField',
			'characterName',
			'waitOptions',
			'costOptions',
			'safetyOptions',
		],
	},
	{
		what: 'Create Character from a URL',
		parameters: { resource: 'character', operation: 'create', videoSource: 'url' },
		shows: [
			'characterModel',
			'videoSource',
			'videoUrl',
			'characterName',
			'waitOptions',
			'costOptions',
			'safetyOptions',
		],
	},
	{
		what: 'Upload',
		parameters: { resource: 'file', operation: 'upload' },
		shows: ['fileBinaryField'],
	},
	{
		what: 'Get Usage',
		parameters: { resource: 'account', operation: 'getUsage' },
		shows: ['usageBy', 'usageFilters'],
	},
	{
		what: 'Get Balance',
		parameters: { resource: 'account', operation: 'getBalance' },
		shows: [],
	},
];

const word = (name: string) => /^[A-Z]/i.test(name);

/** Lists of words stand in the order of the alphabet; sizes and lengths stand by their size. */
function expectAlphabetical(field: INodeProperties, labels: string[]): void {
	if (!labels.every(word)) return;
	const sorted = [...labels].sort((a, b) => a.localeCompare(b));
	expect({ [field.displayName]: labels }).toEqual({ [field.displayName]: sorted });
}

const labelsOf = ({ type, options = [] }: INodeProperties) =>
	type === 'collection'
		? (options as INodeProperties[]).map(({ displayName }) => displayName)
		: (options as INodePropertyOptions[]).map(({ name }) => name);

/** The fields and, with them, the entries of their collections. */
const withEntries = (fields: INodeProperties[]) =>
	fields.flatMap((field) =>
		field.type === 'collection' ? [field, ...(field.options as INodeProperties[])] : [field],
	);

describe.each(views)('$what', ({ parameters, shows }) => {
	test('shows exactly its own fields, each once', () => {
		expect(names(shownFields(parameters))).toEqual(['resource', 'operation', ...shows]);
	});

	test('offers each option once', () => {
		const offered = names(shownOptions(parameters));
		expect(offered).toEqual([...new Set(offered)]);
	});

	test('describes every field and option', () => {
		const described = withEntries(shownFields(parameters)).filter(
			({ name, type }) => !['resource', 'operation'].includes(name) && type !== 'collection',
		);
		for (const { displayName, description: text } of described) {
			expect([displayName, text ?? '']).toEqual([displayName, expect.stringMatching(/\w{3}/)]);
		}
	});

	test('lists words in the order of the alphabet', () => {
		for (const field of withEntries(shownFields(parameters))) {
			// What makes videos leads the operations; the default model leads the models.
			if (['resource', 'operation'].includes(field.name)) continue;
			if (/^(model|\w+Model|estimateFor)$/.test(field.name)) continue;
			if (['options', 'collection'].includes(field.type)) {
				expectAlphabetical(field, labelsOf(field));
			}
		}
	});
});

describe('Every operation', () => {
	const operations = ['account', 'character', 'file', 'video'].flatMap((resource) =>
		(choices({ resource }, 'operation') ?? []).map(({ value }) => `${resource}/${String(value)}`),
	);

	test('of the panel is looked at above', () => {
		const looked = views.map(
			({ parameters: { resource = 'video', operation } }) =>
				`${String(resource)}/${String(operation)}`,
		);
		expect([...new Set(looked)].sort()).toEqual([...operations].sort());
	});

	test('has a line in the node picker without articles, in sentence case', () => {
		const lines = ['account', 'character', 'file', 'video'].flatMap((resource) =>
			(choices({ resource }, 'operation') ?? []).map(({ action }) => action),
		);
		expect(lines).toHaveLength(operations.length);
		for (const line of lines) {
			expect(line).toMatch(/^[A-Z][a-z]/);
			expect(line).not.toMatch(/\b(a|an|the)\b/i);
		}
	});

	test('says what it does, for the node picker', () => {
		for (const resource of ['account', 'character', 'file', 'video']) {
			for (const { name, action, description: text } of choices({ resource }, 'operation') ?? []) {
				expect([name, action, text]).toEqual([name, expect.any(String), expect.any(String)]);
			}
		}
	});
});

describe('The options', () => {
	const sold = views.filter(({ parameters }) =>
		/ToVideo|customModel/.test(String(parameters.operation)),
	);

	test.each(sold)('of $what name the limit, the balance and the price source', ({ parameters }) => {
		expect(names(shownOptions(parameters))).toEqual(
			expect.arrayContaining(['maxCost', 'checkBalance', 'priceSource', 'onSubstitutedModel']),
		);
	});

	test('offer a fallback for the Pro models only', () => {
		const offering = sold.filter(({ parameters }) =>
			names(shownOptions(parameters)).includes('ifUnavailable'),
		);
		expect([...new Set(offering.map(({ parameters }) => parameters.operation))]).toEqual([
			'textToVideoPro',
			'imageToVideoPro',
		]);
	});

	test('of money and of the answer’s model leave all as it was until they are set', () => {
		const defaults = shownOptions({ operation: 'textToVideoPro' }).map((option) => [
			option.name,
			option.default,
		]);
		expect(Object.fromEntries(defaults)).toMatchObject({
			checkBalance: false,
			ifUnavailable: 'error',
			onSubstitutedModel: 'warn',
			priceSource: 'auto',
		});
	});
});

describe('A switch of the operation or the model', () => {
	/** All fields of one name; entries of a collection by its name too. */
	const byName = new Map<string, INodeProperties[]>();
	const add = (name: string, field: INodeProperties) =>
		byName.set(name, [...(byName.get(name) ?? []), field]);
	for (const field of description.properties) {
		add(field.name, field);
		if (field.type !== 'collection') continue;
		for (const entry of field.options as INodeProperties[]) {
			add(`${field.name}.${entry.name}`, entry);
		}
	}

	/** Whether a field stands in a person's form, and in that of an agent's tool: nobody switches between the two. */
	const standsIn = ({ displayOptions }: INodeProperties, tool: boolean): boolean => {
		const [shown] = displayOptions?.show?.['@tool'] ?? [];
		const [hidden] = displayOptions?.hide?.['@tool'] ?? [];
		return tool ? hidden !== true : shown !== true;
	};

	// n8n keeps a parameter's value for the next field of its name, and shows a misfit in red.
	test.each([
		['a person’s form', false],
		['the form of an agent’s tool', true],
	])('in %s never leaves a red value: fields of one name have one type and one list', (_, tool) => {
		for (const [name, all] of byName) {
			if (name === 'operation') continue;
			const kinds = all
				.filter((field) => standsIn(field, tool))
				.map(({ type, options = [] }) => [
					name,
					type,
					type === 'collection'
						? []
						: (options as INodePropertyOptions[]).map(({ value }) => value),
				]);
			expect(kinds).toEqual(kinds.map(() => kinds[0]));
		}
	});

	test('finds one word and one control for the duration', () => {
		const durations = byName.get('duration') ?? [];
		expect(durations.length).toBeGreaterThan(10);
		for (const { displayName, type } of durations) {
			expect([displayName, type]).toEqual(['Duration (Seconds)', 'number']);
		}
	});

	test('finds videos that stand, wherever nothing is set', () => {
		for (const name of ['aspectRatio', 'size', 'sizeTo720p']) {
			for (const field of byName.get(name) ?? []) {
				expect([name, field.default]).toEqual([name, expect.stringMatching(/^(9:16|720\*1280)$/)]);
			}
		}
	});
});

describe('The first operation', () => {
	test('of the node makes a video of text, with a model that lives', () => {
		expect(choices({}, 'resource')?.map(({ value }) => value)[0]).toBe('video');
		expect(
			choices({}, 'operation')
				?.map(({ value }) => value)
				.slice(0, 2),
		).toEqual(['textToVideo', 'imageToVideo']);
	});

	test('warns of nothing', () => {
		const notices = description.properties.filter(({ name }) => name === 'stabilityNotice');
		const shownFor = notices.flatMap(({ displayOptions }) => displayOptions?.show?.model ?? []);
		expect([...new Set(shownFor)]).toEqual(['sora-2']);
	});
});

describe('Whoever buys a video', () => {
	// A character is no video.
	test.each(MAKING.map(String).filter((operation) => operation !== 'create'))(
		'with %s reads in the form how long it takes, and that Stop does not unbuy',
		(operation) => {
			const parameters = filled({ operation });
			const told = description.properties.filter(
				(property) =>
					property.name === 'expectation' &&
					NodeHelpers.displayParameter(parameters, property, null, description),
			);
			expect(told).toHaveLength(1);
			expect(told[0]?.displayName).toMatch(/minutes.*Stop does not unbuy/);
		},
	);
});

describe('The notice on Sora 2', () => {
	test('stands on top of the form, above all fields of its operation', () => {
		for (const operation of ['textToVideoPro', 'imageToVideoPro', 'textToVideo', 'imageToVideo']) {
			const own = description.properties.filter(
				({ displayOptions }) => displayOptions?.show?.operation?.[0] === operation,
			);
			expect([operation, own[0]?.type]).toEqual([operation, 'notice']);
		}
	});

	const notice = description.properties.filter(({ name }) => name === 'stabilityNotice');

	test('links to the page and names the way out, wherever Sora 2 is sold', () => {
		const places = notice.map(({ displayOptions }) => displayOptions?.show?.operation?.[0]);
		expect([...new Set(places)].sort()).toEqual([
			'create',
			'imageToVideo',
			'imageToVideoPro',
			'textToVideo',
			'textToVideoPro',
		]);
		for (const { displayName } of notice) {
			expect(displayName).toMatch(/href="https:\/\/wavespeed\.ai\/docs\/[^"]+"/);
			expect(displayName).toContain('Seedance 2.0');
		}
	});
});
