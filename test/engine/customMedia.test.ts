import type { IDataObject } from 'n8n-workflow';
import { fileOf } from './harness/binaryFiles';
import {
	custom,
	inputsOf,
	liveModel,
	PICTURE,
	SEEDANCE,
	serveModels,
	SOUND,
} from './harness/customModels';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { runOn } from './harness/runOn';
import { onSimulator } from './harness/onSimulator';
import { requestsFor } from './harness/simulatorFacts';

/** Operation Custom Model with models of any type: media in, prices, hostile schemas. */
useHost();
useFastClock(20);

describe('A model of any type', () => {
	const TALK = 'wavespeed-ai/infinitetalk';
	const URLS = { image: 'https://x.example/face.png', audio: 'https://x.example/speech.mp3' };

	test.concurrent(
		'takes media as binary fields, which are uploaded, and hands on what came',
		onSimulator(async (world) => {
			const ended = await runOn(
				world,
				custom(TALK, { image: 'face', audio: 'speech', seed: 7 }, { downloadVideo: true }),
				{ items: [{ json: {}, binary: { face: PICTURE, speech: SOUND } }] },
			);
			expect(errorText(ended)).toBe('');
			const [submit] = requestsFor(world, 'submit');
			expect(submit?.body).toEqual({
				image: expect.stringMatching(/^http/),
				audio: expect.stringMatching(/^http/),
				seed: 7,
			});
			expect((await fileOf(ended.output[0])).length).toBeGreaterThan(1000);
		}),
	);

	test.concurrent(
		'takes a list of binary fields and addresses in one',
		onSimulator(async (world) => {
			const ended = await runOn(
				world,
				custom(SEEDANCE, { prompt: 'x', reference_images: 'face, https://x.example/b.png' }),
				{ items: [{ json: {}, binary: { face: PICTURE } }] },
			);
			expect(errorText(ended)).toBe('');
			const [submit] = requestsFor(world, 'submit');
			expect((submit?.body as IDataObject).reference_images).toEqual([
				expect.stringMatching(/^http/),
				'https://x.example/b.png',
			]);
		}),
	);

	const refused: Array<[string, IDataObject, RegExp]> = [
		['a medium of the wrong kind', { ...URLS, audio: 'face' }, /audio.*holds no sound/],
		['a field that is not there', { ...URLS, audio: 'nothing' }, /no binary field "nothing"/],
		['a required medium that is missing', { image: URLS.image }, /audio is required/],
		['a private address', { ...URLS, image: 'http://10.0.0.1/a.png' }, /10\.0\.0\.1/],
		['a webhook', { ...URLS, webhook: 'https://evil.example' }, /webhook/],
		['a switch that changes the answer', { ...URLS, enable_sync_mode: true }, /enable_sync_mode/],
	];

	test.concurrent.each(refused)('refuses %s before anything is bought', (_what, inputs, says) =>
		onSimulator(async (world) => {
			const ended = await runOn(world, custom(TALK, inputs), {
				items: [{ json: {}, binary: { face: PICTURE } }],
			});
			expect(errorText(ended)).toMatch(says);
			expect(requestsFor(world, 'submit')).toEqual([]);
		})(),
	);

	test.concurrent(
		'offers no input that would break the answer',
		onSimulator(async (world) => {
			const { fields } = await inputsOf(world, TALK);
			expect(fields.map(({ id }) => id)).toEqual(['image', 'audio', 'resolution', 'seed']);
		}),
	);

	test.concurrent(
		'is priced by the address of the sound; a sound that WaveSpeed can’t see is above every limit',
		onSimulator(async (world) => {
			const seen = await runOn(world, custom(TALK, URLS, { maxCost: 0.29 }));
			expect(seen.error?.message).toMatch(/\$0\.30.*\$0\.29/);
			const blind = await runOn(
				world,
				custom(TALK, { ...URLS, audio: 'speech' }, { maxCost: 100 }),
				{
					items: [{ json: {}, binary: { speech: SOUND } }],
				},
			);
			expect(blind.error?.message).toMatch(/depends on what WaveSpeed could not see: audio/);
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'has no default, choice or name that n8n would run as an expression',
		onSimulator(async (world) => {
			const evil = '={{ $env }}';
			serveModels(world, [
				liveModel('a/evil', 'text-to-video', {
					properties: {
						a: { type: 'string', default: evil, title: `${evil}<img>` },
						b: { type: 'string', enum: [evil, 'good'] },
						[evil]: { type: 'string' },
					},
					required: ['a', 'b', evil],
				}),
			]);
			const { fields } = await inputsOf(world, 'a/evil');
			expect(fields.map(({ id }) => id)).toEqual(['a', 'b']);
			expect(fields[0]).not.toHaveProperty('defaultValue');
			expect(fields[1]?.options?.map(({ value }) => value)).toEqual(['good']);
			expect(JSON.stringify(fields.map(({ displayName }) => displayName))).not.toMatch(/"=|</);
		}),
	);
});
