import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { expectVideo, submitUrl, TEXT_MODEL } from './harness/answers';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { imageToVideo, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { onWire, useWires } from './harness/wire';

useHost();
useWires();
useFastClock();

interface Refusal {
	what: string;
	parameters: INodeParameters;
	item?: IDataObject;
	/** Texts that the error must hold: what was given, what is allowed. */
	says: string[];
}

const DURATIONS = '4, 8, 12, 16 or 20';

const refusals: Refusal[] = [
	{
		what: 'a duration of 7',
		parameters: textToVideo({ duration: '={{ $json.value }}' }),
		item: { value: 7 },
		says: ['Duration', '7', DURATIONS],
	},
	{
		what: 'a duration of "long"',
		parameters: imageToVideo({ duration: '={{ $json.value }}' }),
		item: { value: 'long' },
		says: ['Duration', '"long"', DURATIONS],
	},
	{
		what: 'a duration of 4.5',
		parameters: textToVideo({ duration: '={{ $json.value }}' }),
		item: { value: 4.5 },
		says: ['Duration', '4.5', DURATIONS],
	},
	{
		what: 'an empty prompt',
		parameters: textToVideo({ prompt: '={{ $json.value }}' }),
		item: { value: '' },
		says: ['Prompt', '""', 'not empty'],
	},
	{
		what: 'a prompt of white space',
		parameters: imageToVideo({ prompt: '={{ $json.value }}' }),
		item: { value: ' \n\t ' },
		says: ['Prompt', 'not empty'],
	},
	{
		what: 'a prompt that the item does not have',
		parameters: textToVideo({ prompt: '={{ $json.missing }}' }),
		says: ['Prompt', 'not empty'],
	},
	{
		what: 'a size that the model does not make',
		parameters: textToVideo({ size: '={{ $json.value }}' }),
		item: { value: '640*480' },
		says: ['Size', '640*480', '720*1280', '1920*1080'],
	},
	{
		what: 'a size written as people write it',
		parameters: textToVideo({ size: '={{ $json.value }}' }),
		item: { value: '1280x720' },
		says: ['Size', '1280x720', '1280*720'],
	},
	{
		what: 'a resolution that the model does not make',
		parameters: imageToVideo({ resolution: '={{ $json.value }}' }),
		item: { value: '4k' },
		says: ['Resolution', '4k', '720p', '1080p'],
	},
	{
		what: 'a malformed character id',
		parameters: textToVideo({}, { characters: 'char_good1, bob' }),
		says: ['Characters', 'bob', 'char_'],
	},
	{
		what: 'characters that are no list of texts',
		parameters: textToVideo({}, { characters: '={{ $json.value }}' }),
		item: { value: [{ id: 'char_good1' }] },
		says: ['Characters', 'char_good1', 'char_'],
	},
	{
		what: 'an image URL that is none',
		parameters: imageToVideo({ imageUrl: '={{ $json.value }}' }),
		item: { value: 'cat.png' },
		says: ['Image URL', 'cat.png', 'https://'],
	},
	{
		what: 'an empty image URL',
		parameters: imageToVideo({ imageUrl: '={{ $json.value }}' }),
		item: { value: '' },
		says: ['Image URL', 'empty'],
	},
	{
		what: 'an image from a file: address',
		parameters: imageToVideo({ imageUrl: '={{ $json.value }}' }),
		item: { value: 'file:///etc/passwd' },
		says: ['Image URL', 'file:', 'https:'],
	},
	{
		what: 'a poll interval below one second',
		parameters: textToVideo({}, { pollInterval: 0.2 }),
		says: ['Poll Interval', '0.2', '1'],
	},
	{
		what: 'a timeout that is no number',
		parameters: textToVideo({}, { timeout: '={{ $json.value }}' }),
		item: { value: 'soon' },
		says: ['Timeout', 'soon', 'number'],
	},
	{
		what: 'an empty name for the output field',
		parameters: textToVideo({}, { outputBinaryField: '={{ $json.value }}' }),
		item: { value: '' },
		says: ['Put Output File in Field', '""'],
	},
];

describe.each(refusals)('With $what', ({ parameters, item, says }) => {
	test.concurrent(
		'the node fails, says why and for which item, and sends nothing',
		onWire(async (wire) => {
			const run = await runOn(wire, parameters, { items: [{ json: item ?? {} }] });
			expect(run.status).toBe('error');
			for (const text of says) expect(errorText(run)).toContain(text);
			expect(run.error).toMatchObject({ context: { itemIndex: 0 } });
			expect(wire.requests).toEqual([]);
		}),
	);
});

test.concurrent(
	'n8n itself refuses to start with an empty prompt in the panel',
	onWire(async (wire) => {
		const run = await runOn(wire, textToVideo({ prompt: '' }));
		expect(run.status).toBe('error');
		expect(run.error?.message).toContain('"Prompt" is required');
	}),
);

describe('A bad item among good ones', () => {
	const items = [{ json: { seconds: 4 } }, { json: { seconds: 8 } }, { json: { seconds: 7 } }];
	const parameters = textToVideo({ duration: '={{ $json.seconds }}' });

	test.concurrent(
		'stops the run before the good ones cost anything, and is named',
		onWire(async (wire) => {
			const run = await runOn(wire, parameters, { items });
			expect(run.status).toBe('error');
			expect(run.error).toMatchObject({ context: { itemIndex: 2 } });
			expect(run.error?.message).toMatch(/item 2/i);
			expect(wire.requests).toEqual([]);
		}),
	);

	test.concurrent(
		'is an error row under Continue On Fail, and the good ones are generated',
		onWire(async (wire) => {
			expectVideo(wire, 'p1');
			expectVideo(wire, 'p2');
			const run = await runOn(wire, parameters, {
				items,
				settings: { onError: 'continueRegularOutput' },
			});
			expect(run.status).toBe('success');
			expect(run.output).toHaveLength(3);
			expect(run.output[2]).toMatchObject({
				json: { error: { message: expect.stringContaining(DURATIONS) } },
				pairedItem: { item: 2 },
			});
			expect(wire.to('POST', submitUrl(wire, TEXT_MODEL))).toHaveLength(2);
		}),
	);
});
