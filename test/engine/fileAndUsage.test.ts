import type { INodeParameters } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { runWorkflow } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';

/** File, Upload: an address for a file. Account, Get Usage: what was really billed. */
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

describe('Get Usage', () => {
	const usage = (usageBy: string, usageFilters = {}): INodeParameters => ({
		resource: 'account',
		operation: 'getUsage',
		usageBy,
		usageFilters,
	});

	test.concurrent(
		'tells what was billed and what came back, to its last page',
		onSimulator(async (world) => {
			const { credentials } = world;
			world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
			await runWorkflow({
				credentials,
				items,
				parameters: textToVideo({ prompt: '={{ $json.name }}' }, { downloadVideo: false }),
				settings: { onError: 'continueErrorOutput' },
			});
			const before = new Date(Date.now() + 60_000).toISOString();
			const sum = await runWorkflow({ credentials, parameters: usage('total', { before }) });
			expect(errorText(sum)).toBe('');
			expect(sum.output[0]?.json).toMatchObject({
				charged: 3.6,
				refunded: 1.2,
				net: 2.4,
				generations: 3,
				currency: 'USD',
			});
			const each = await runWorkflow({ credentials, parameters: usage('prediction', { before }) });
			expect(each.output.map(({ json }) => json.net).sort()).toEqual([0, 1.2, 1.2]);
			const other = await runWorkflow({
				credentials,
				parameters: usage('total', { before, model: 'other/model' }),
			});
			expect(other.output[0]?.json).toMatchObject({ net: 0, generations: 0 });
			expect(requestsFor(world, 'billings')).toHaveLength(3);
		}),
	);

	test.concurrent(
		'refuses times that are none, and a period that ends before it begins',
		onSimulator(async ({ credentials }) => {
			const bad = await runWorkflow({ credentials, parameters: usage('total', { after: 'x' }) });
			expect(errorText(bad)).toMatch(/After must be a time.*"x"/);
			const turned = { after: '2026-02-01', before: '2026-01-01' };
			const wrong = await runWorkflow({ credentials, parameters: usage('total', turned) });
			expect(errorText(wrong)).toContain('After must be earlier');
		}),
	);
});
