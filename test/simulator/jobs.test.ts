import { setTimeout as sleep } from 'node:timers/promises';
import { accountLevels } from './settings';
import { startSimulator } from './simulator';
import type { Simulator } from './simulator';
import { TestClient } from './testClient';
import type { JobFault } from './faults';

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
	simulator = await startSimulator({ settings: { jobSeconds: 0.05 } });
	client = new TestClient(simulator);
});
beforeEach(() => simulator.reset());
afterEach(() => expect(simulator.unexpected).toEqual([]));
afterAll(() => simulator.close());

/** A job with this fault, at its end. */
async function faulty(fault: JobFault) {
	simulator.misbehave({ on: 'job', fault });
	return client.generated();
}

describe('a job', () => {
	test('goes from created over processing to completed', async () => {
		simulator.settings.jobSeconds = 0.6;
		const { body } = await client.submit();
		expect(body.data).toMatchObject({ status: 'created', outputs: [], error: '' });
		expect(body.data.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
		const { id } = body.data;
		expect((await client.poll(id)).body.data.status).toBe('created');
		expect((await client.reached(id, 'processing')).outputs).toEqual([]);
		const completed = await client.reached(id, 'completed');
		expect(completed.outputs).toEqual([`${simulator.cdnUrl}/output/${id}.mp4`]);
		expect(completed.timings.inference).toBeGreaterThan(0);
		expect(completed.code).toBeUndefined();
	});

	test('takes the time that its inputs ask for', async () => {
		simulator.settings.jobSeconds = ({ inputs }) => (inputs['prompt'] === 'long' ? 60 : 0.05);
		const long = await client.accepted({ prompt: 'long' });
		await client.video({ prompt: 'short' });
		expect((await client.poll(long)).body.data.status).not.toBe('completed');
	});
});

describe('the account', () => {
	test('is charged at the submit, and refunded when the job fails', async () => {
		simulator.settings.balance = 10;
		simulator.misbehave({ on: 'job', fault: { kind: 'failed', code: 5000, message: 'oops' } });
		const id = await client.accepted({ duration: 8 });
		const balance = async () => (await client.call('GET', '/api/v3/balance')).body.data['balance'];
		expect(await balance()).toBe(7.6);
		await client.reached(id, 'failed');
		expect(await balance()).toBe(10);
		expect(simulator.billed).toEqual([expect.objectContaining({ id, cost: 2.4, refunded: true })]);
	});

	test('that cannot pay gets 400 with code 1407, and no job', async () => {
		simulator.settings.balance = 1;
		const { status, body } = await client.submit();
		expect([status, body.code]).toEqual([400, 1407]);
		expect([simulator.billed, simulator.predictions]).toEqual([[], []]);
	});

	test('above its submits per minute gets 429 until the next window', async () => {
		Object.assign(simulator.settings.account, accountLevels.bronze, { windowSeconds: 1 });
		const statuses = async () => {
			const replies = [await client.submit(), await client.submit(), await client.submit()];
			return replies.map(({ status }) => status);
		};
		expect(await statuses()).toEqual([200, 200, 429]);
		await sleep(1000);
		expect((await client.submit()).status).toBe(200);
		expect(simulator.billed).toHaveLength(3);
	});

	test('is told when the window ends, if the simulator is set so', async () => {
		Object.assign(simulator.settings.account, { submitsPerMinute: 0, sendRetryAfter: true });
		const { status, headers } = await client.submit();
		expect(status).toBe(429);
		expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
		simulator.settings.account.sendRetryAfter = false;
		expect((await client.submit()).headers.get('retry-after')).toBeNull();
	});

	test('runs no more jobs at once than it may; the others wait', async () => {
		simulator.settings.account.concurrency = 2;
		simulator.settings.jobSeconds = 0.2;
		const ids = await Promise.all([1, 2, 3, 4, 5].map(() => client.accepted()));
		let most = 0;
		const completed = Promise.all(ids.map((id) => client.reached(id, 'completed')));
		while (simulator.predictions.some(({ status }) => status !== 'completed')) {
			const running = simulator.predictions.filter(({ status }) => status === 'processing');
			most = Math.max(most, running.length);
			await sleep(5);
		}
		await completed;
		expect(most).toBe(2);
	});
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
		simulator.settings.jobSeconds = 60;
		const result = await faulty({ kind: 'moderated', afterSeconds: 0 });
		expect(result).toMatchObject({ status: 'failed', code: 1200, has_nsfw_contents: [true] });
	});

	test('stays in processing', async () => {
		simulator.misbehave({ on: 'job', fault: { kind: 'stuck' } });
		const id = await client.accepted();
		await sleep(200);
		expect((await client.poll(id)).body.data.status).toBe('processing');
	});

	test.each([
		['cancelled', true],
		['timeout', true],
		['deleted', true],
		['reticulating', false],
	])('ends as %s (refunded: %s)', async (status, refunded) => {
		simulator.misbehave({ on: 'job', fault: { kind: 'status', status } });
		const result = await client.reached(await client.accepted(), status);
		expect(result.outputs).toEqual([]);
		expect(simulator.billed[0]?.refunded).toBe(refunded);
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
		const files = await Promise.all(outputs.map((url) => simulator.cdnFile(url)));
		expect(new Set(files.map((file) => file?.sha256)).size).toBe(3);
	});

	test('answers as another model', async () => {
		const model = 'bytedance/seedance-2.0/text-to-video';
		expect((await faulty({ kind: 'otherModel', model })).model).toBe(model);
		expect(simulator.predictions[0]?.requestedModel).toMatch(/sora/);
	});

	test('cannot be read for a while', async () => {
		simulator.misbehave({ on: 'job', fault: { kind: 'hidden', seconds: 0.3 } });
		const id = await client.accepted();
		expect((await client.poll(id)).status).toBe(404);
		await sleep(320);
		expect((await client.poll(id)).status).toBe(200);
	});
});

describe('rules', () => {
	test('are used in order, as often as they say, after as many as they say', async () => {
		const status = async () => (await client.call('GET', '/api/v3/balance')).status;
		simulator.misbehave({ on: 'balance', times: 2, fault: { kind: 'status', status: 503 } });
		simulator.misbehave({ on: 'balance', after: 1, fault: { kind: 'status', status: 500 } });
		const seen: number[] = [];
		for (let i = 0; i < 5; i++) seen.push(await status());
		expect(seen).toEqual([503, 503, 200, 500, 200]);
	});

	test('hit only what they match', async () => {
		simulator.misbehave({
			on: 'job',
			matching: (_request, prediction) => prediction?.inputs['prompt'] === 'second',
			fault: { kind: 'moderated' },
		});
		const ends = ['first', 'second', 'third'].map((prompt) => client.generated({ prompt }));
		const statuses = (await Promise.all(ends)).map(({ status }) => status);
		expect(statuses).toEqual(['completed', 'failed', 'completed']);
	});

	test('are gone after a reset, with all else that was remembered', async () => {
		simulator.misbehave({ on: 'balance', fault: { kind: 'status', status: 503 } });
		simulator.settings.balance = 1;
		simulator.settings.outputBytes = 5;
		await client.submit({ prompt: '' });
		simulator.reset();
		const { requests, billed, predictions, settings } = simulator;
		expect([requests, billed, predictions]).toEqual([[], [], []]);
		expect(settings).toMatchObject({ balance: 1000, jobSeconds: 0.05, outputBytes: undefined });
		expect((await client.call('GET', '/api/v3/balance')).status).toBe(200);
	});
});
