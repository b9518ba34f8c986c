import type { INodeParameters } from 'n8n-workflow';

import {
	custom,
	inputsOf,
	liveModel,
	methods,
	SEEDANCE,
	serveModels,
} from './harness/customModels';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { runOn } from './harness/runOn';
import { onSimulator, type World } from './harness/onSimulator';
import { openPanel } from './harness/openPanel';
import { requestsFor } from './harness/simulatorFacts';

/** Inputs of a custom model that are long texts. */
useHost();
useFastClock(20);

describe('A long text', () => {
	const SUBTITLES = 'veed/subtitles';
	const LLM = 'wavespeed-ai/any-llm';
	const VIDEO = 'https://x.example/clip.mp4';

	/** What is written under More Long Texts. */
	const long = (...texts: Array<[string, string]>) => ({
		longTexts: { texts: texts.map(([input, text]) => ({ input, text })) },
	});

	const sent = (world: World) => requestsFor(world, 'submit').map(({ body }) => body);

	test.concurrent(
		'is written into the field Prompt, which goes into the model’s main text, whatever its name',
		onSimulator(async (world) => {
			const speech = liveModel('a/speech', 'text-to-audio', {
				properties: { voice: { type: 'string' }, text: { type: 'string' } },
				required: ['text'],
			});
			serveModels(world, [speech], 2);
			const spoken = await runOn(world, { ...custom('a/speech', {}), prompt: 'Hello' });
			// The simulator has no such model: it was asked for it.
			expect(errorText(spoken)).toContain('model');
			expect(sent(world)).toEqual([{ text: 'Hello' }]);
		}),
	);

	test.concurrent(
		'stays in Prompt when model or operation is changed',
		onSimulator(async (world) => {
			const prompt = 'A boat\nin the rain';
			for (const model of [SEEDANCE, LLM]) {
				const ended = await runOn(world, { ...custom(model, {}), prompt });
				expect(errorText(ended)).toBe('');
			}
			expect(sent(world)).toEqual([{ prompt }, { prompt }]);
		}),
	);

	test.concurrent(
		'of another input has room under More Long Texts, beside the short field',
		onSimulator(async (world) => {
			const system_prompt = 'You write scenes.\n'.repeat(50);
			const ended = await runOn(world, {
				...custom(LLM, { temperature: 1 }),
				prompt: 'A boat',
				...long(['system_prompt', system_prompt]),
			});
			expect(errorText(ended)).toBe('');
			expect(sent(world)).toEqual([{ temperature: 1, prompt: 'A boat', system_prompt }]);
		}),
	);

	test.concurrent(
		'is offered by the name of its input, and its short field says where there is room',
		onSimulator(async (world) => {
			const read = methods?.loadOptions?.getLongTexts;
			const offered = await read?.call(openPanel(custom(LLM, null), world.credentials));
			expect(offered).toEqual([{ name: 'system_prompt', value: 'system_prompt' }]);
			const { fields } = await inputsOf(world, LLM);
			expect(fields[0]).toMatchObject({
				id: 'system_prompt',
				displayName: 'system_prompt (room to write: More Long Texts)',
			});
		}),
	);

	const refused: Array<[string, string, INodeParameters, RegExp]> = [
		[
			'a required text that is missing',
			SEEDANCE,
			{ prompt: ' ' },
			/prompt is required.*field Prompt/s,
		],
		[
			'a text for a model that takes none',
			'wavespeed-ai/ultimate-video-upscaler',
			{ ...custom('', { video: VIDEO }), prompt: 'x' },
			/takes no text.*Leave the field Prompt empty/s,
		],
		[
			'one that is given twice',
			SEEDANCE,
			{ ...custom('', { prompt: 'a' }), prompt: 'b' },
			/prompt is given twice/,
		],
		[
			'one given twice in the other field',
			LLM,
			{ ...custom('', { system_prompt: 'a' }), prompt: 'b', ...long(['system_prompt', 'c']) },
			/system_prompt is given twice, the second time under More Long Texts/,
		],
		['one for no input', LLM, { prompt: 'b', ...long(['', 'c']) }, /has no input that it is for/],
		[
			'one for an input that is not there',
			LLM,
			{ prompt: 'b', ...long(['style', 'c']) },
			/no input "style"/,
		],
		[
			'one named like an object’s own',
			LLM,
			{ prompt: 'b', ...long(['__proto__', 'c']) },
			/no input/,
		],
	];

	test.concurrent.each(refused)(
		'refuses %s before anything is bought',
		(_what, model, more, says) =>
			onSimulator(async (world) => {
				const { customModel } = custom(model, {});
				const ended = await runOn(world, {
					...custom(model, {}),
					...more,
					customModel: customModel as INodeParameters,
				});
				expect(errorText(ended)).toMatch(says);
				expect(sent(world)).toEqual([]);
			})(),
	);

	test.concurrent(
		'of captions with line breaks arrives as it was written',
		onSimulator(async (world) => {
			const srt = '1\n00:00:00,000 --> 00:00:04,000\nNew in our shop\n';
			const ended = await runOn(world, { ...custom(SUBTITLES, { video: VIDEO }), prompt: srt });
			expect(errorText(ended)).toBe('');
			expect(sent(world)).toEqual([{ srt_content: srt, video: VIDEO }]);
		}),
	);
});
