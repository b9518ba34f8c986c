import type { INodeParameters } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { PNG } from './harness/pictures';
import { runWorkflow } from './harness/runWorkflow';

/** File, Upload: an address for a file. */
useHost();
useFastClock(20);

const UPLOAD: INodeParameters = { resource: 'file', operation: 'upload' };
const picture = { data: PNG.toString('base64'), mimeType: 'image/png' };
const sound = {
	data: Buffer.from('ID3\x04 a speech').toString('base64'),
	mimeType: 'application/octet-stream',
};
const notes = { data: Buffer.from('Hello').toString('base64'), mimeType: 'text/plain' };

describe('Upload', () => {
	test.concurrent(
		'gives pictures, videos and sounds an address, by what they are, and each only once',
		onSimulator(async ({ credentials, ...world }) => {
			const items = [picture, sound, picture].map((data) => ({ json: {}, binary: { data } }));
			const run = await runWorkflow({ credentials, items, parameters: UPLOAD });
			expect(errorText(run)).toBe('');
			const [first, second, third] = run.output.map(({ json }) => json);
			expect(first).toMatchObject({ mimeType: 'image/png', bytes: PNG.length });
			expect(second).toMatchObject({ mimeType: 'audio/mpeg' });
			expect(third?.url).toBe(first?.url);
			expect(second?.url).not.toBe(first?.url);
			const fetched = await fetch(String(first?.url));
			expect(Buffer.from(await fetched.arrayBuffer())).toEqual(PNG);
			expect(Date.parse(String(first?.expiresAt))).toBeGreaterThan(Date.now() + 6 * 86_400_000);
			expect(world.billed).toEqual([]);
		}),
	);

	test.concurrent(
		'of a field that is not there names those that are',
		onSimulator(async ({ credentials }) => {
			const items = [{ json: {}, binary: { photo: picture } }];
			const run = await runWorkflow({ credentials, items, parameters: UPLOAD });
			expect(errorText(run)).toContain('It has: photo');
		}),
	);
});

describe('Upload of what WaveSpeed does not take', () => {
	test.concurrent(
		'is refused before anything is sent',
		onSimulator(async (world) => {
			const items = [{ json: {}, binary: { data: notes } }];
			const { credentials } = world;
			const run = await runWorkflow({ credentials, items, parameters: UPLOAD });
			expect(errorText(run)).toMatch(/holds no picture, video or sound.*Allowed are pictures/s);
			expect(world.requests).toEqual([]);
		}),
	);
});
