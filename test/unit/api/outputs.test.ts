import type { Output } from '../../../nodes/WaveSpeedVideo/api/outputs';
import { decodeOutput, MAX_OUTPUTS, readOutputs } from '../../../nodes/WaveSpeedVideo/api/outputs';

/** What the outputs of a prediction are, by their form: any model may give anything. */
const PNG = `iVBORw0KGgo${'A'.repeat(400)}`;
const file = (url: string): Output => ({ kind: 'file', url });
const text = (said: string): Output => ({ kind: 'text', text: said });
const json = (value: unknown): Output => ({ kind: 'json', value });
const encoded = (given: string): Output => ({ kind: 'encoded', text: given });

describe('An output', () => {
	const table: Array<[string, unknown, Output[]]> = [
		['an address', 'https://x.example/1.mp4', [file('https://x.example/1.mp4')]],
		['an address alone in a list', ['https://x.example/1'], [file('https://x.example/1')]],
		['an object with an address', [{ url: 'https://x.example/1' }], [file('https://x.example/1')]],
		['an address that nobody may open', ['file:///etc/passwd'], [file('file:///etc/passwd')]],
		['a text', 'A boat in the rain', [text('A boat in the rain')]],
		[
			'a text that begins with an address',
			['https://x.example is down'],
			[text('https://x.example is down')],
		],
		['an object', [{ id: 'char_1', name: 'Ann' }], [json({ id: 'char_1', name: 'Ann' })]],
		['an object whose url is words', [{ url: 'none yet' }], [json({ url: 'none yet' })]],
		['a list in a list', [[1, 2]], [json([1, 2])]],
		['a number and a switch', [7, false], [json(7), json(false)]],
		['a picture as base64', [PNG], [encoded(PNG)]],
		[
			'a picture as a data URI',
			[`data:image/png;base64,${PNG}`],
			[encoded(`data:image/png;base64,${PNG}`)],
		],
		['a text as a data URI', ['data:text/plain,Hello%20you'], [text('Hello you')]],
		[
			'JSON as a data URI',
			[`data:application/json;base64,${Buffer.from('{"a":1}').toString('base64')}`],
			[text('{"a":1}')],
		],
		['nothing', [null, undefined, ''], []],
		['no list at all', undefined, []],
	];

	it.each(table)('that is %s', (_what, given, outputs) => {
		expect(readOutputs(given)).toEqual(outputs);
	});

	it('beyond the eightieth is left out, and texts are bounded one by one and in all', () => {
		const outputs = readOutputs(Array(200).fill('ab '.repeat(1e6)));
		expect(outputs).toHaveLength(MAX_OUTPUTS);
		expect(JSON.stringify(outputs).length).toBeLessThan(500_000);
	});
});

describe('A file that came as text', () => {
	it.each([
		['base64', 'iVBORw0KGgo=', { bytes: Buffer.from('iVBORw0KGgo=', 'base64') }],
		['a data URI', 'data:text/x;base64,SGk=', { bytes: Buffer.from('Hi'), mimeType: 'text/x' }],
		['a data URI in percent form', 'data:,a%20b', { bytes: Buffer.from('a b') }],
		['a data URI that is broken', 'data:,%E0%A4%A', undefined],
	])('as %s is decoded', (_what, given, bytes) => {
		expect(decodeOutput(given)).toEqual(bytes);
	});
});
