import { unlink } from 'node:fs/promises';

import { pathOf, storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { imageToVideo, textToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { runOn } from './harness/runOn';
import { type RunOptions, runWorkflow } from './harness/runWorkflow';
import { idFor } from './harness/simulatorFacts';
import { type Member, spoiler } from './harness/spoiledContext';

/** Whatever is thrown in an item is that item's failure, with money as the ledger has it. */
useHost();
useFastClock(40);

const CONTINUE = { onError: 'continueRegularOutput' } as const;

test.concurrent(
	'a picture that n8n’s storage does not give fails its own item only, and nothing was bought for it',
	onSimulator(async (world) => {
		const [good, gone] = await Promise.all(
			['good', 'gone'].map(async (name) => ({
				json: { name },
				binary: {
					data: await storeFile(PNG, { fileName: `${name}.png`, mimeType: 'image/png' }),
				},
			})),
		);
		await unlink(pathOf(gone));
		const parameters = imageToVideo({ imageSource: 'binary' });
		const run = await runOn(world, parameters, {
			items: [good, gone].flatMap((item) => item ?? []),
			settings: CONTINUE,
		});
		expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
		expect(run.output[1]?.json.error).toMatchObject({ code: 'unexpected', spent: 'no' });
		expect(world.billed).toHaveLength(1);
	}),
);

/** The n-th call of a member of n8n's context throws. */
const throwsAt = (member: Member, after: number) =>
	spoiler([{ member, after, times: 1, late: false, thrown: () => new Error('a hiccup') }]);

test.concurrent(
	'what can’t be told to a person or the log keeps no finished video from its item',
	onSimulator(async (world) => {
		for (const member of ['addExecutionHints', 'logger.info', 'sendMessageToUI'] as const) {
			const run = await runOn(world, textToVideo(), { mode: 'manual', spoil: throwsAt(member, 0) });
			expect(errorText(run)).toBe('');
			expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
		}
	}),
);

test.concurrent(
	'an n8n that fails before anything is read passes no item on as if it were a video',
	onSimulator(async (world) => {
		for (const member of ['getMode', 'getNodeParameter', 'getCredentials'] as const) {
			const run = await runOn(world, textToVideo(), {
				settings: CONTINUE,
				spoil: throwsAt(member, 0),
			});
			expect(run.output[0]?.json.error).toMatchObject({ spent: 'no' });
		}
		expect(world.billed).toHaveLength(0);
	}),
);

const RUN_FAILS = [
	['the credential can’t be used', { baseUrl: 'http://not-loopback.example' }, {}],
	['Max Cost per Run gives no amount', {}, { maxCost: '={{ null }}' }],
] as const;

test.concurrent.each(RUN_FAILS)(
	'a retry that fails as a whole because %s names what was paid for every item',
	(_why, credentials, options) =>
		onSimulator(async (world) => {
			const items = ['a', 'b'].map((name) => ({ json: { name } }));
			const fault = { kind: 'status', status: 404 } as const;
			world.misbehave({ on: 'download', fault, times: 9 });
			const parameters = textToVideo({ prompt: '={{ $json.name }}' });
			const failed = await runOn(world, parameters, { items });
			const again = (settings: RunOptions['settings']) =>
				runWorkflow({
					credentials: { ...world.credentials, ...credentials },
					items,
					parameters: textToVideo({ prompt: '={{ $json.name }}' }, options),
					settings,
					retry: { of: failed, workflow: 'current' },
				});
			const continued = await again(CONTINUE);
			expect(continued.output.map(({ json }) => json.error)).toEqual(
				items.map(({ json }) =>
					expect.objectContaining({ spent: 'yes', predictionId: idFor(world, json.name) }),
				),
			);
			const stopped = errorText(await again({}));
			for (const { json } of items) expect(stopped).toContain(idFor(world, json.name));
			expect(stopped).not.toContain('Nothing was bought');
			expect(world.billed).toHaveLength(2);
		})(),
);

test.concurrent(
	'each item’s video lies in the field that its own expression names',
	onSimulator(async (world) => {
		const run = await runOn(
			world,
			textToVideo(
				{ prompt: '={{ $json.name }}' },
				{ outputBinaryField: "={{ $json.name === 'b' ? 'b' : 'data' }}" },
			),
			{ items: ['a', 'b'].map((name) => ({ json: { name } })), settings: CONTINUE },
		);
		expect(run.output.map(({ json }) => json.id)).toEqual([idFor(world, 'a'), idFor(world, 'b')]);
		expect(Object.keys(run.output[1]?.binary ?? {})).toEqual(['b']);
	}),
);

test.concurrent(
	'an expression that throws is a parameter that is not allowed',
	onSimulator(async (world) => {
		const run = await runOn(
			world,
			textToVideo({ prompt: '={{ $json.missing.deep.value.toUpperCase() }}' }),
			{ items: [{ json: {} }], settings: CONTINUE },
		);
		expect(run.output[0]?.json.error).toMatchObject({ code: 'invalid_parameter', spent: 'no' });
		expect(world.billed).toHaveLength(0);
	}),
);
