import type { IDataObject } from 'n8n-workflow';
import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { requestsFor } from './harness/simulatorFacts';
import { TestClient } from '../simulator/testClient';
import { CHARACTERS, getMany, idsOf, predictions } from './harness/getMany';

/** The filters of Get Many, and the time zone that its times are read in. */
useHost();

describe('The filters', () => {
	const filtered = async (world: World, filters: IDataObject) =>
		idsOf(await getMany(world, { returnAll: true, filters }));

	test.concurrent(
		'name a model',
		onSimulator(async (world) => {
			const [character] = await predictions(world, 1);
			const video = await new TestClient(world).accepted();
			expect(await filtered(world, { model: CHARACTERS })).toEqual([character]);
			expect(await filtered(world, { model: 'openai/sora-2/text-to-video-pro' })).toEqual([video]);
			expect(await filtered(world, { model: ' ' })).toHaveLength(2);
		}),
	);

	test.concurrent(
		'name a status',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
				const client = new TestClient(world);
				const { id: failed } = await client.generated();
				const { id: done } = await client.generated();
				expect(await filtered(world, { status: 'failed' })).toEqual([failed]);
				expect(await filtered(world, { status: 'completed' })).toEqual([done]);
				expect(await filtered(world, { status: 'processing' })).toEqual([]);
			},
			{ jobSeconds: 0.1 },
		),
	);

	test.concurrent(
		'name a time, before, after or between',
		onSimulator(async (world) => {
			const moment = () => new Promise((resolve) => setTimeout(resolve, 15));
			const times: string[] = [];
			const ids: string[] = [];
			for (let number = 0; number < 3; number++) {
				ids.push(...(await predictions(world, 1)));
				await moment();
				times.push(new Date().toISOString());
				await moment();
			}
			const [a, b, c] = ids;
			const [afterA, afterB] = times;
			expect(await filtered(world, { createdAfter: afterA })).toEqual([c, b]);
			expect(await filtered(world, { createdBefore: afterB })).toEqual([b, a]);
			expect(await filtered(world, { createdAfter: afterA, createdBefore: afterB })).toEqual([b]);
		}),
	);

	test.concurrent(
		'are sent by the API’s names, and only those that are set',
		onSimulator(async (world) => {
			await filtered(world, { status: 'failed', createdAfter: '2026-11-20T12:00:00+02:00' });
			expect(requestsFor(world, 'list').map(({ body }) => body)).toEqual([
				{
					page: 1,
					page_size: 100,
					include_inputs: true,
					status: 'failed',
					created_after: '2026-11-20T10:00:00.000Z',
				},
			]);
		}),
	);
});

describe('Get Many', () => {
	test.concurrent(
		'takes a time without a zone as one of the workflow’s',
		onSimulator(async (world) => {
			const filters = { createdAfter: '2026-11-20T12:00:00', createdBefore: '={{ $now.toISO() }}' };
			await getMany(world, { filters }, { workflowSettings: { timezone: 'Asia/Kolkata' } });
			const [{ body } = { body: {} }] = requestsFor(world, 'list');
			expect(body).toMatchObject({ created_after: '2026-11-20T06:30:00.000Z' });
		}),
	);

	test.concurrent.each(['+275760-09-12T00:00:00Z', '2026-02-30', '-000001-01-01'])(
		'refuses %s, which is no time that can be asked for',
		(createdAfter) =>
			onSimulator(async (world) => {
				const run = await getMany(world, { filters: { createdAfter } });
				expect(errorText(run)).toContain('Created After must be a time');
			})(),
	);
});
