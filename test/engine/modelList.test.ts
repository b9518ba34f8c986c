import { inputsOf, liveModel, search, SEEDANCE, serveModels } from './harness/customModels';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { requestsFor } from './harness/simulatorFacts';

/** What the panel offers of the account’s live list: models, and the inputs of each. */
useHost();
useFastClock(20);

describe('The list of models', () => {
	test.concurrent(
		'of 1,000 is read once and shown by the hundred, each once, to its end',
		onSimulator(async (world) => {
			const ids = Array.from(
				{ length: 1000 },
				(_, number) => `maker/model-${number}/text-to-video`,
			);
			serveModels(
				world,
				ids.map((id) => liveModel(id)),
			);
			const shown: unknown[] = [];
			let token: string | undefined;
			do {
				const page = await search(world, undefined, token);
				expect(page.results).toHaveLength(100);
				shown.push(...page.results.map(({ value }) => value));
				token = page.paginationToken as string | undefined;
			} while (token);
			expect([...shown].sort()).toEqual([...ids].sort());
			expect(requestsFor(world, 'models')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'is searched by any part of the id, in any case',
		onSimulator(async (world) => {
			const { results } = await search(world, 'SEEDANCE-2.0/');
			expect(results.map(({ value }) => value)).toEqual([
				'bytedance/seedance-2.0/image-to-video',
				SEEDANCE,
				'bytedance/seedance-2.0/video-extend',
			]);
			expect((await search(world, 'nothing like it')).results).toEqual([]);
		}),
	);

	test.concurrent(
		'has every model, by groups that a person thinks in, and is searched by type too',
		onSimulator(async (world) => {
			const list = [
				liveModel('a/video'),
				liveModel('b/picture', 'text-to-image'),
				liveModel('c/moving', 'image-to-video'),
				liveModel('d/describe', 'video-to-text'),
				liveModel('e/longer', 'video-extend'),
				liveModel('f/speech', 'text-to-audio'),
				liveModel('g/larger', 'upscaler'),
				liveModel('h/new', 'something-new'),
				{ nonsense: true },
			];
			serveModels(world, list);
			const idsOf = async (modelType: string, filter?: string) =>
				(await search(world, filter, undefined, { modelType })).results.map(({ value }) =>
					String(value).slice(0, 1),
				);
			expect(await idsOf('all')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
			expect(await idsOf('video')).toEqual(['a', 'c', 'e']);
			expect(await idsOf('image')).toEqual(['b']);
			expect(await idsOf('audio')).toEqual(['f']);
			expect(await idsOf('text')).toEqual(['d']);
			expect(await idsOf('other')).toEqual(['g', 'h']);
			expect(await idsOf('all', 'upscal')).toEqual(['g']);
		}),
	);

	test.concurrent(
		'that cannot be read says why, and is asked for again the next time',
		onSimulator(async (world) => {
			world.misbehave({ on: 'models', fault: { kind: 'status', status: 401 } });
			await expect(search(world)).rejects.toThrow(/does not accept the API key/);
			expect((await search(world)).results.length).toBeGreaterThan(0);
		}),
	);
});

describe('The inputs of a model', () => {
	test.concurrent(
		'come from its live schema: types, choices, what is required',
		onSimulator(async (world) => {
			const { fields } = await inputsOf(world, SEEDANCE);
			const byId = Object.fromEntries(fields.map((field) => [field.id, field]));
			// The prompt has a field of its own, with room to write.
			expect(fields.map(({ id }) => id).slice(0, 3)).toEqual([
				'aspect_ratio',
				'resolution',
				'duration',
			]);
			expect(byId.duration).toMatchObject({ type: 'number', required: false });
			expect(byId.reference_images).toMatchObject({
				type: 'string',
				required: false,
				displayName: 'reference_images (up to 9 pictures: binary fields or URLs, with commas)',
			});
			expect(byId.resolution?.options?.map(({ value }) => value)).toEqual([
				'480p',
				'720p',
				'1080p',
				'4k',
			]);
		}),
	);

	test.concurrent(
		'are none before a model is chosen, and the panel says so',
		onSimulator(async (world) => {
			expect(await inputsOf(world, '')).toMatchObject({
				fields: [],
				emptyFieldsNotice: expect.stringContaining('Choose a model'),
			});
		}),
	);
});
