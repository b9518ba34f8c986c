import { textToVideo } from './testClient';
import type { WirePrediction } from './testClient';
import { useSimulator } from './useSimulator';

const world = useSimulator({ settings: { jobSeconds: 1 } });

test('answers both forms of the result', async () => {
	const { id, urls } = (await world.client.submit()).body.data;
	const short = await world.client.call<WirePrediction>('GET', `/api/v3/predictions/${id}`);
	expect(short.body.data.id).toBe(id);
	expect(urls.get).toBe(`${world.simulator.url}/api/v3/predictions/${id}/result`);
});

test('answers 404 for an id that it does not know', async () => {
	const { status, body } = await world.client.poll('0123');
	expect(status).toBe(404);
	expect(body.message).toBe('Prediction not found');
	expect(world.simulator.unexpected).toEqual([]);
});

test('lists the newest first, in pages and by filters', async () => {
	const ids: string[] = [];
	for (const prompt of ['one', 'two', 'three']) ids.push(await world.client.accepted({ prompt }));
	const other = await world.client.accepted({}, 'openai/sora-2/text-to-video');
	const list = async (query: unknown) => {
		const { body } = await world.client.call<{ items: WirePrediction[] }>(
			'POST',
			'/api/v3/predictions',
			query,
		);
		return body.data.items;
	};
	const listed = async (query: unknown) => (await list(query)).map(({ id }) => id);

	expect(await listed({ page: 1, page_size: 100 })).toEqual([other, ...ids.reverse()]);
	expect(await listed({ page: 2, page_size: 3, model: undefined })).toEqual([ids[2]]);
	expect(await listed({ page: 1, page_size: 2, model: textToVideo })).toEqual(ids.slice(0, 2));
	expect(await listed({ page: 1, page_size: 9, status: 'completed' })).toEqual([]);
	const future = new Date(Date.now() + 60_000).toISOString();
	expect(await listed({ page: 1, page_size: 9, created_after: future })).toEqual([]);
	expect(await listed({ page: 1, page_size: 9, created_before: future })).toHaveLength(4);

	expect((await list({ page: 1, page_size: 1 }))[0]?.inputs).toBeUndefined();
	const [withInputs] = await list({ page: 2, page_size: 1, include_inputs: true });
	expect(withInputs?.inputs).toMatchObject({ prompt: 'three' });
	world.simulator.settings.listInputs = 'always';
	expect((await list({ page: 1, page_size: 1 }))[0]?.inputs).toBeDefined();
});

test('refuses a page size above 100', async () => {
	const query = { page: 1, page_size: 101 };
	expect((await world.client.call('POST', '/api/v3/predictions', query)).status).toBe(400);
});

test('deletes predictions and ignores unknown ids', async () => {
	const id = await world.client.accepted();
	const { body } = await world.client.call('POST', '/api/v3/predictions/delete', {
		ids: [id, 'unknown'],
	});
	expect(body.data['deleted_count']).toBe(1);
	expect((await world.client.poll(id)).status).toBe(404);
	expect(world.simulator.billed).toHaveLength(1);
});
