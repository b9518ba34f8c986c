import { type IDataObject, type INodeParameters, NodeHelpers } from 'n8n-workflow';

import { WaveSpeedVideo } from '../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';

/**
 * As an AI agent's tool: n8n runs the node under its type's name with the suffix Tool. An agent
 * reads JSON only, and next to nothing of what is thrown.
 */
useHost();
useFastClock(20);

const asTool = (
	world: World,
	parameters: RunOptions['parameters'],
	more: Partial<RunOptions> = {},
) => runOn(world, parameters, { tool: true, ...more });

const errorOf = ({ output }: { output: Array<{ json: IDataObject }> }) =>
	output[0]?.json.error as IDataObject;

describe('As a tool', () => {
	test.concurrent(
		'a video is a URL with id, model and cost; nothing is downloaded',
		onSimulator(async (world) => {
			const run = await asTool(world, textToVideo({}, { downloadVideo: true }));
			expect(errorText(run)).toBe('');
			const [{ id } = { id: '' }] = world.billed;
			expect(run.output[0]?.json).toMatchObject({
				id,
				status: 'completed',
				model: 'openai/sora-2/text-to-video-pro',
				url: `${world.cdnUrl}/output/${id}.mp4`,
				estimatedCost: 1.2,
			});
			expect(run.output[0]).not.toHaveProperty('binary');
			expect(world.requests.filter(({ server }) => server === 'cdn')).toEqual([]);
		}),
	);

	test.concurrent(
		'Get gives the URL, too, and no file',
		onSimulator(async (world) => {
			const made = await asTool(world, textToVideo());
			const predictionId = String(made.output[0]?.json.id);
			const run = await asTool(world, { operation: 'get', predictionId });
			expect(run.output[0]?.json).toMatchObject({ id: predictionId, url: expect.any(String) });
			expect(run.output[0]).not.toHaveProperty('binary');
		}),
	);

	const failures: Array<[string, RunOptions['parameters'], string]> = [
		[
			'an input that is not allowed',
			textToVideo({ duration: '={{ 7 }}' }),
			'Duration must be 4, 8',
		],
		['a limit that is exceeded', textToVideo({}, { maxCost: 1 }), '$1.20'],
		['a limit that is no amount', textToVideo({}, { maxCost: '={{ "ten" }}' }), 'Max Cost per Run'],
		['an id that is none', { operation: 'get', predictionId: '../x' }, 'Prediction ID'],
		['an id that is not known', { operation: 'get', predictionId: 'feedbeef' }, 'does not know'],
		[
			'an estimate that cannot be made',
			{ operation: 'estimateCost', prompt: 'x', duration: '={{ 99 }}' },
			'Duration',
		],
	];

	test.concurrent.each(failures)('%s is an answer, and buys nothing', (_what, parameters, says) =>
		onSimulator(async (world) => {
			const run = await asTool(world, parameters);
			expect(run.status).toBe('success');
			expect(errorOf(run)).toMatchObject({
				message: expect.stringContaining(says),
				description: expect.stringMatching(/\w{4}/),
			});
			expect(world.billed).toEqual([]);
		})(),
	);

	test.concurrent(
		'a refused prompt is an answer that says what to change and what it cost',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const run = await asTool(world, textToVideo());
			expect(run.status).toBe('success');
			expect(errorOf(run)).toMatchObject({
				code: 'moderation',
				predictionId: world.billed[0]?.id,
				description: expect.stringMatching(/returns the price.*Change the prompt/),
			});
		}),
	);

	test.concurrent(
		'a key that is refused is an answer',
		onSimulator(async (world) => {
			const run = await asTool(world, textToVideo(), {
				credentials: { ...world.credentials, apiKey: 'wsk_wrong' },
			});
			expect(run.status).toBe('success');
			expect(errorOf(run)).toMatchObject({ code: 'key_refused' });
		}),
	);

	test.concurrent(
		'a Base URL that cannot be used is an answer',
		onSimulator(async (world) => {
			const run = await asTool(world, textToVideo(), {
				credentials: { ...world.credentials, baseUrl: 'http://wavespeed.example' },
			});
			expect(run.status).toBe('success');
			expect(errorOf(run)).toMatchObject({ code: 'invalid_credential' });
		}),
	);

	test.concurrent(
		'the fallback works, and the answer says what changed',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'failed', code: 5003, message: 'gone' } });
			const run = await asTool(world, textToVideo({ duration: 20 }, { ifUnavailable: 'seedance' }));
			expect(run.output[0]?.json).toMatchObject({
				url: expect.any(String),
				substitution: { changes: ['duration: 20 s became 15 s'] },
			});
		}),
	);
});

describe('A tool as n8n’s editor makes it', () => {
	const { description: base } = new WaveSpeedVideo();
	const description = { ...base, name: `${base.name}Tool` };
	const presets = (parameters: INodeParameters) =>
		NodeHelpers.getNodeParameters(base.properties, parameters, true, false, null, description);

	test('lets the model write the prompt, and tells it what belongs there', () => {
		expect(presets({})?.prompt).toMatch(
			/^=\{\{ \/\*n8n-auto-generated-fromAI-override\*\/ \$fromAI\('Prompt', `What the video shows:.*`, 'string'\) \}\}$/,
		);
	});

	test('takes pictures and videos by their URL, which the model gives', () => {
		expect(presets({ operation: 'imageToVideo' })).toMatchObject({
			imageSource: 'url',
			imageUrl: expect.stringContaining("$fromAI('Image_URL', `Public address of the picture"),
		});
		expect(presets({ operation: 'extendVideo' })).toMatchObject({
			videoSource: 'url',
			videoUrl: expect.stringContaining("$fromAI('Video_URL'"),
		});
		expect(presets({ operation: 'get' })).not.toHaveProperty('downloadVideo');
		expect(presets({ operation: 'get' })?.predictionId).toContain("$fromAI('Prediction_ID'");
	});

	test('waits, or gives the ID at once: it is not offered to put the execution aside', () => {
		const offered = (of: typeof description) =>
			base.properties
				.filter(
					(property) =>
						property.name === 'wait' &&
						NodeHelpers.displayParameter(
							presets({ operation: 'textToVideo' }) ?? {},
							property,
							null,
							of,
						),
				)
				.map(({ options }) => options?.map((option) => 'value' in option && option.value));
		expect(offered(description)).toEqual([['doNotWait', 'untilFinished']]);
		expect(offered(base)).toEqual([['doNotWait', 'freeWorker', 'untilFinished']]);
	});

	test.each(['textToVideo', 'imageToVideo', 'extendVideo', 'customModel', 'get'])(
		'has no settings for files with %s',
		(operation) => {
			expect(presets({ operation })).not.toHaveProperty('downloadVideo');
			expect(presets({ operation })).not.toHaveProperty('outputOptions');
		},
	);

	test('is the only one with these defaults: a node begins empty, with a file', () => {
		const ofNode = NodeHelpers.getNodeParameters(
			base.properties,
			{ operation: 'imageToVideo' },
			true,
			false,
			null,
			base,
		);
		expect(ofNode).toMatchObject({ imageSource: 'binary', prompt: '' });
	});
});
