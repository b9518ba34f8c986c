import { request as httpRequest } from 'node:http';
import { textToVideo } from './testClient';
import { useSimulator } from './useSimulator';

const world = useSimulator();

/** Status of a POST with exactly these headers. */
function rawPost(path: string, headers: Record<string, string>, body: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const call = httpRequest(
			world.simulator.url + path,
			{ method: 'POST', headers },
			(response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			},
		);
		call.on('error', reject);
		call.end(body);
	});
}

test.each([
	['GET', '/api/v3/balance'],
	['POST', `/api/v3/${textToVideo}`],
	['GET', '/api/v3/predictions/abc/result'],
])('answers 401 to %s %s without the key', async (method, path) => {
	const response = await fetch(world.simulator.url + path, { method });
	expect(response.status).toBe(401);
	expect(await response.json()).toEqual({ code: 401, message: expect.any(String) });
	const wrong = { authorization: `Bearer ${world.simulator.apiKey}x` };
	expect((await fetch(world.simulator.url + path, { method, headers: wrong })).status).toBe(401);
	expect(world.simulator.billed).toEqual([]);
});

test('knows further keys of the account, and none but those', async () => {
	world.simulator.settings.moreApiKeys = ['wsk_another'];
	const balance = async (key: string) =>
		await fetch(`${world.simulator.url}/api/v3/balance`, {
			headers: { authorization: `Bearer ${key}` },
		});

	expect((await balance('wsk_another')).status).toBe(200);
	expect((await balance(world.simulator.apiKey)).status).toBe(200);
	expect((await balance('wsk_stranger')).status).toBe(401);
});

test('refuses a JSON body that does not come as application/json', async () => {
	const authorization = `Bearer ${world.simulator.apiKey}`;
	const path = `/api/v3/${textToVideo}`;
	const body = '{"prompt":"a cat"}';
	expect(await rawPost(path, { authorization }, body)).toBe(415);
	expect(await rawPost(path, { authorization, 'content-type': 'text/plain' }, body)).toBe(415);
	expect(world.simulator.billed).toEqual([]);
});

test('refuses a body that is no JSON', async () => {
	const headers = {
		authorization: `Bearer ${world.simulator.apiKey}`,
		'content-type': 'application/json',
	};
	expect(await rawPost(`/api/v3/${textToVideo}`, headers, '{"prompt":')).toBe(400);
});

test.each([
	['GET', '/api/v3/nothing/here'],
	['POST', '/api/v3/balance'],
	['POST', '/api/v3/media/upload'],
	['DELETE', '/api/v3/predictions/abc'],
	['GET', '/'],
])('answers 404 to %s %s and remembers it as unexpected', async (method, path) => {
	expect((await world.client.call(method, path)).status).toBe(404);
	expect(world.simulator.unexpected).toEqual([
		{ reason: 'Unknown route', request: expect.objectContaining({ method, path }) },
	]);
});

test('records each request with its operation, body and status', async () => {
	const id = await world.client.accepted({ prompt: 'a dog' });
	await world.client.poll(id);
	expect(world.simulator.requests).toEqual([
		expect.objectContaining({
			server: 'api',
			operation: 'submit',
			body: { prompt: 'a dog' },
			predictionId: id,
			status: 200,
			complete: true,
		}),
		expect.objectContaining({ operation: 'poll', predictionId: id, status: 200 }),
	]);
});
