import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobFault } from '../../dev/simulator/faults';
import { textToVideo } from './testClient';
import { useSimulator } from './useSimulator';

const world = useSimulator();
afterEach(() => expect(world.simulator.unexpected).toEqual([]));

/** A job with this fault, at its end. */
async function faulty(fault: JobFault) {
	world.simulator.misbehave({ on: 'job', fault });
	return world.client.generated();
}

describe('a job', () => {
	test('goes from created over processing to completed', async () => {
		const { settings } = world.simulator;
		Object.assign(settings.account, { concurrency: 0 });
		const { body } = await world.client.submit();
		expect(body.data).toMatchObject({ status: 'created', outputs: [], error: '' });
		expect(body.data.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
		expect((await world.client.poll(body.data.id)).body.data.status).toBe('created');
		Object.assign(settings, { jobSeconds: 0.6, account: { ...settings.account, concurrency: 1 } });
		const id = await world.client.accepted();
		const seen = new Set<string>();
		while (!seen.has('completed')) seen.add((await world.client.poll(id)).body.data.status);
		const inOrder = ['created', 'processing', 'completed'].filter((status) => seen.has(status));
		expect([...seen]).toEqual(inOrder);
		const completed = await world.client.reached(id, 'completed');
		expect(completed.outputs).toEqual([`${world.simulator.cdnUrl}/output/${id}.mp4`]);
		expect(completed.timings.inference).toBeGreaterThan(0);
		expect(completed.code).toBeUndefined();
	});

	test('takes the time that its inputs ask for', async () => {
		world.simulator.settings.jobSeconds = ({ inputs }) => (inputs['prompt'] === 'long' ? 60 : 0.05);
		const long = await world.client.accepted({ prompt: 'long' });
		await world.client.video({ prompt: 'short' });
		expect((await world.client.poll(long)).body.data.status).not.toBe('completed');
	});
});

test('the call at a job’s end has a connection of its own: a kept one may be closed at that moment', async () => {
	const seen: IncomingHttpHeaders[] = [];
	const called = createServer(({ headers }, response) => {
		seen.push(headers);
		response.end();
	});
	await once(called.listen(0, '127.0.0.1'), 'listening');
	try {
		const webhook = `http://127.0.0.1:${(called.address() as AddressInfo).port}/`;
		const path = `/api/v3/${textToVideo}?webhook=${encodeURIComponent(webhook)}`;
		await world.client.call('POST', path, { prompt: 'a cat' });
		while (world.simulator.callbacks[0]?.status === undefined) await sleep(20);
		expect(seen).toMatchObject([{ connection: 'close' }]);
	} finally {
		called.close();
	}
});

describe('a job told to go wrong', () => {
	test.each([
		[1402, 'Failed to download image'],
		[1403, 'Execution failed'],
		[1405, 'Task failed'],
		[5000, 'Internal error'],
		[5003, 'Service unavailable'],
	])('fails with code %d and its message', async (code, message) => {
		const { status, outputs, ...rest } = await faulty({ kind: 'failed', code, message });
		expect([status, outputs, rest.code, rest.error]).toEqual(['failed', [], code, message]);
	});

	test('is moderated at once when asked', async () => {
		world.simulator.settings.jobSeconds = 60;
		const result = await faulty({ kind: 'moderated', afterSeconds: 0 });
		expect(result).toMatchObject({ status: 'failed', code: 1200, has_nsfw_contents: [true] });
	});

	test('stays in processing', async () => {
		world.simulator.misbehave({ on: 'job', fault: { kind: 'stuck' } });
		const id = await world.client.accepted();
		expect((await world.client.reached(id, 'processing')).outputs).toEqual([]);
		await sleep(200);
		expect((await world.client.poll(id)).body.data.status).toBe('processing');
	});

	test.each([
		['cancelled', true],
		['timeout', true],
		['deleted', true],
		['reticulating', false],
	])('ends as %s (refunded: %s)', async (status, refunded) => {
		world.simulator.misbehave({ on: 'job', fault: { kind: 'status', status } });
		const result = await world.client.reached(await world.client.accepted(), status);
		expect(result.outputs).toEqual([]);
		expect(world.simulator.billed[0]?.refunded).toBe(refunded);
	});

	test('gives its outputs as a string', async () => {
		expect((await faulty({ kind: 'outputs', shape: 'string' })).outputs).toMatch(/\.mp4$/);
	});

	test('gives its outputs as objects', async () => {
		const { outputs } = await faulty({ kind: 'outputs', shape: 'objects' });
		expect(outputs).toEqual([{ url: expect.stringMatching(/\.mp4$/) }]);
	});

	test('completes without outputs', async () => {
		const { status, outputs } = await faulty({ kind: 'outputs', shape: 'empty' });
		expect([status, outputs]).toEqual(['completed', []]);
	});

	test('gives several videos, each a file of its own', async () => {
		const outputs = (await faulty({ kind: 'severalOutputs', count: 3 })).outputs as string[];
		const files = await Promise.all(outputs.map((url) => world.simulator.cdnFile(url)));
		expect(new Set(files.map((file) => file?.sha256)).size).toBe(3);
	});

	test('answers as another model', async () => {
		const model = 'bytedance/seedance-2.0/text-to-video';
		expect((await faulty({ kind: 'otherModel', model })).model).toBe(model);
		expect(world.simulator.predictions[0]?.requestedModel).toMatch(/sora/);
	});

	test('cannot be read for a while', async () => {
		world.simulator.misbehave({ on: 'job', fault: { kind: 'hidden', seconds: 600 } });
		const hidden = await world.client.accepted();
		world.simulator.misbehave({ on: 'job', fault: { kind: 'hidden', seconds: 0.1 } });
		const soon = await world.client.accepted();
		while ((await world.client.poll(soon)).status === 404) await sleep(20);
		expect((await world.client.poll(soon)).status).toBe(200);
		expect((await world.client.poll(hidden)).status).toBe(404);
	});
});
