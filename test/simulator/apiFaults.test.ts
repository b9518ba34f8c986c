import type { HttpFault, Operation } from '../../dev/simulator/faults';
import { hangs, networkError } from '../../dev/simulator/networkErrors';
import { textToVideo } from './testClient';
import { useSimulator } from './useSimulator';

const world = useSimulator();
afterEach(() => expect(world.simulator.unexpected).toEqual([]));

const misbehave = (on: Operation, fault: HttpFault) => world.simulator.misbehave({ on, fault });

/** Whether the simulator has got such a request. */
const has = (kind: Operation) => () =>
	world.simulator.requests.some(({ operation }) => operation === kind);

function submit(signal?: AbortSignal) {
	return fetch(`${world.simulator.url}/api/v3/${textToVideo}`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${world.simulator.apiKey}`,
			'content-type': 'application/json',
		},
		body: '{"prompt":"a cat"}',
		signal,
	});
}

describe('a submit', () => {
	test.each([401, 403, 404, 429, 500, 502, 503, 504])(
		'answers %d, and nothing is billed',
		async (status) => {
			misbehave('submit', { kind: 'status', status });
			const response = await submit();
			expect(response.status).toBe(status);
			expect(await response.json()).toEqual({ code: status, message: expect.any(String) });
			expect(world.simulator.billed).toEqual([]);
			expect((await submit()).status).toBe(200);
		},
	);

	test('answers with the body and headers that the rule gives', async () => {
		const body = { code: 1407, message: 'insufficient credits' };
		misbehave('submit', { kind: 'status', status: 400, body, headers: { 'retry-after': '7' } });
		const response = await submit();
		expect([response.status, response.headers.get('retry-after')]).toEqual([400, '7']);
		expect(await response.json()).toEqual(body);
		misbehave('submit', { kind: 'status', status: 502, body: 'Bad gateway' });
		expect(await (await submit()).text()).toBe('Bad gateway');
	});

	test('answers 502 although the job was accepted and billed', async () => {
		misbehave('submit', { kind: 'status', status: 502, accepted: true });
		expect((await submit()).status).toBe(502);
		expect(world.simulator.billed).toHaveLength(1);
	});

	test('is reset before the job is accepted', async () => {
		misbehave('submit', { kind: 'reset' });
		expect(await networkError(submit())).toBe('ECONNRESET');
		expect(world.simulator.billed).toEqual([]);
		expect(world.simulator.requests[0]?.status).toBeUndefined();
		expect(world.simulator.requests[0]?.complete).toBe(false);
	});

	test('is reset after the job was accepted and billed: it runs, and can be found', async () => {
		misbehave('submit', { kind: 'reset', accepted: true });
		expect(await networkError(submit())).toBe('ECONNRESET');
		expect(world.simulator.billed).toHaveLength(1);
		const id = world.simulator.billed[0]?.id ?? '';
		expect((await world.client.reached(id, 'completed')).id).toBe(id);
	});

	test.each([
		[false, 0],
		[true, 1],
	])('never answers (accepted: %s)', async (accepted, billed) => {
		misbehave('submit', { kind: 'stall', accepted });
		expect(await hangs(submit, has('submit'))).toBe(true);
		expect(world.simulator.billed).toHaveLength(billed);
	});

	test('answers JSON that breaks off', async () => {
		misbehave('submit', { kind: 'malformedJson', accepted: true });
		const response = await submit();
		const text = await response.text();
		expect(response.status).toBe(200);
		expect(text).toMatch(/^\{"code":200/);
		expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
		expect(world.simulator.billed).toHaveLength(1);
	});

	test('answers an error code in the envelope under HTTP 200', async () => {
		misbehave('submit', { kind: 'envelope', code: 500, message: 'no' });
		const { status, body } = await world.client.submit();
		expect(status).toBe(200);
		expect(body).toEqual({ code: 500, message: 'no', data: null });
		expect(world.simulator.billed).toEqual([]);
	});
});

describe('a poll', () => {
	test('comes late', async () => {
		const id = await world.client.accepted();
		misbehave('poll', { kind: 'delay', seconds: 30 });
		const poll = (signal: AbortSignal) =>
			fetch(`${world.simulator.url}/api/v3/predictions/${id}/result`, {
				headers: { authorization: `Bearer ${world.simulator.apiKey}` },
				signal,
			});
		expect(await hangs(poll, has('poll'))).toBe(true);
		misbehave('poll', { kind: 'delay', seconds: 0.05 });
		expect((await world.client.poll(id)).status).toBe(200);
	});

	test('is told apart by its prediction', async () => {
		const [one, two] = [await world.client.accepted(), await world.client.accepted()];
		world.simulator.misbehave({
			on: 'poll',
			matching: (_request, prediction) => prediction?.id === two,
			fault: { kind: 'status', status: 500 },
		});
		expect((await world.client.poll(one)).status).toBe(200);
		expect((await world.client.poll(two)).status).toBe(500);
	});
});

test.each([
	['balance', 'GET', '/api/v3/balance', undefined],
	['list', 'POST', '/api/v3/predictions', {}],
	['delete', 'POST', '/api/v3/predictions/delete', { ids: ['a'] }],
	['price', 'POST', '/api/v3/model/price', { model_id: textToVideo }],
	['models', 'GET', '/api/v3/models', undefined],
	['webhookSecret', 'GET', '/api/v3/webhook/secret', undefined],
	['upload', 'POST', '/api/v3/media/uploads', { filename: 'a.png', size: 1 }],
] as const)('%s can be told to fail, once', async (on, method, path, body) => {
	misbehave(on, { kind: 'status', status: 503 });
	expect((await world.client.call(method, path, body)).status).toBe(503);
	expect((await world.client.call(method, path, body)).status).toBe(200);
});
