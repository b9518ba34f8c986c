import { unlink } from 'node:fs/promises';

import { pathOf, storeFile } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { imageToVideo, textToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { runWorkflow } from './harness/runWorkflow';
import { idFor } from './harness/simulatorFacts';

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
		const run = await runWorkflow({
			credentials: world.credentials,
			items: [good, gone].flatMap((item) => item ?? []),
			parameters,
			settings: CONTINUE,
		});
		expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
		expect(run.output[1]?.json.error).toMatchObject({ code: 'unexpected', spent: 'no' });
		expect(world.billed).toHaveLength(1);
	}),
);

test.concurrent(
	'each item’s video lies in the field that its own expression names',
	onSimulator(async (world) => {
		const run = await runWorkflow({
			credentials: world.credentials,
			items: ['a', 'b'].map((name) => ({ json: { name } })),
			parameters: textToVideo(
				{ prompt: '={{ $json.name }}' },
				{ outputBinaryField: "={{ $json.name === 'b' ? 'b' : 'data' }}" },
			),
			settings: CONTINUE,
		});
		expect(run.output.map(({ json }) => json.id)).toEqual([idFor(world, 'a'), idFor(world, 'b')]);
		expect(Object.keys(run.output[1]?.binary ?? {})).toEqual(['b']);
	}),
);

test.concurrent(
	'an expression that throws is a parameter that is not allowed',
	onSimulator(async (world) => {
		const run = await runWorkflow({
			credentials: world.credentials,
			items: [{ json: {} }],
			parameters: textToVideo({ prompt: '={{ $json.missing.deep.value.toUpperCase() }}' }),
			settings: CONTINUE,
		});
		expect(run.output[0]?.json.error).toMatchObject({ code: 'invalid_parameter', spent: 'no' });
		expect(world.billed).toHaveLength(0);
	}),
);
