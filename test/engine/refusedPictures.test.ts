import type { INodeExecutionData } from 'n8n-workflow';

import { storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { imageToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { onWire, useWires } from './harness/wire';

/** Pictures that are refused before anything is sent: no request may come on the wire. */
useHost();
useWires();

describe('A picture', () => {
	const parameters = imageToVideo({ imageSource: 'binary', imageBinaryField: 'photo' });
	const withFile = async (name: string, content: string | Buffer): Promise<INodeExecutionData> => ({
		json: {},
		binary: {
			[name]: await storeFile(Buffer.from(content), { fileName: 'cat.png', mimeType: 'image/png' }),
		},
	});

	test.concurrent(
		'from a field that the item does not have is refused, and the fields that it has are named',
		onWire(async (wire) => {
			const run = await runOn(wire, parameters, { items: [await withFile('portrait', 'x')] });
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('"photo"');
			expect(errorText(run)).toContain('portrait');
			expect(run.error).toMatchObject({ context: { itemIndex: 0 } });
		}),
	);

	test.concurrent(
		'of an item without any file is refused',
		onWire(async (wire) => {
			const run = await runOn(wire, parameters);
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('no binary field');
		}),
	);

	test.concurrent.each([
		['a text that calls itself image/png', 'this is no picture'],
		['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
		['a file without content', ''],
		['a PDF', '%PDF-1.7 and what follows'],
	])('that is %s is refused, and the allowed formats are named', (_what, content) =>
		onWire(async (wire) => {
			const run = await runOn(wire, parameters, { items: [await withFile('photo', content)] });
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('"photo"');
			for (const format of ['PNG', 'JPEG', 'WebP', 'GIF', 'BMP']) {
				expect(errorText(run)).toContain(format);
			}
		})(),
	);
});
