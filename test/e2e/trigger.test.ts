import type { INodeParameters } from 'n8n-workflow';

import { type Execution, withCredential } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import { useCrashWorld } from '../queue/crashWorld';
import { requestsFor } from './generations';
import { AFTER, callAs, called, CALLED, looking, LOOKING, pathOf } from './triggered';
import { usePublished } from './published';
import { TestClient } from '../simulator/testClient';

/** n8n looks once a minute at most, and its start after a kill takes its time (ms). */
jest.setTimeout(240_000);

describe.each(['2.41.1', '1.123.81'])('n8n %s', (version) => {
	const world = useCrashWorld({ version, workers: 0 });
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 0.3;
	});
	const publish = usePublished(
		() => world().rest,
		() => world().credentialId,
	);
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	const client = () => new TestClient(world().simulator);

	/** A video that is made on another way than by the workflow. */
	const made = async (prompt: string): Promise<string> => (await client().generated({ prompt })).id;

	/** All executions of a workflow so far, when they have ended, the oldest first. */
	async function executions(workflowId: string): Promise<Execution[]> {
		const ids = await world().rest.executionsOf(workflowId);
		const ended = await Promise.all(ids.map(async (id) => await world().rest.ended(id)));
		return ended.sort((one, other) => Number(one.id) - Number(other.id));
	}

	/** What the trigger gave in all executions, each proved by its bytes. */
	async function given(workflowId: string, name: string): Promise<string[]> {
		const all = await executions(workflowId);
		return (await Promise.all(all.map((one) => world().delivered(one, name)))).flat();
	}

	/** Switches a workflow on; settles when its trigger has looked for the first time, which n8n 2 does later. */
	async function switchedOn(): Promise<string> {
		const looks = () =>
			requestsFor(world().simulator, 'list').filter(({ complete }) => complete).length;
		const before = looks();
		const id = await publish(looking());
		await until(() => looks() > before);
		return id;
	}

	describe(LOOKING, () => {
		test('starts with now, looks each minute, and gives each video once, over a restart and a kill too', async () => {
			const { cluster, rest } = world();
			const old = await made('old');
			const workflow = await switchedOn();
			const [first, failing] = [await made('first'), client()];
			world().simulator.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			await failing.generated({ prompt: 'refused' });

			await until(async () => (await rest.executionsOf(workflow)).length > 0, 80_000);
			expect(await given(workflow, LOOKING)).toEqual([first]);

			await cluster.killMain('SIGKILL');
			const second = await made('second');
			await cluster.restartMain();
			await until(async () => (await world().rest.executionsOf(workflow)).length > 1, 30_000);
			// The last hand-over comes again after a restart: what it gave is not given again.
			expect(await given(workflow, LOOKING)).toEqual([first, second]);

			await cluster.killMain('SIGTERM');
			await cluster.restartMain();
			await until(async () => (await world().rest.executionsOf(workflow)).length > 2, 30_000);
			const all = await executions(workflow);
			expect(all.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
			expect(all.map((one) => one.ran(AFTER))).toEqual([true, true, false]);
			expect(await given(workflow, LOOKING)).toEqual([first, second]);
			expect(JSON.stringify(all.map(({ raw }) => raw))).not.toContain(old);
		});

		test('a person who tests it in the editor gets the latest video, also again', async () => {
			const { rest, credentialId } = world();
			await made('earlier');
			const latest = await made('latest');
			const workflow = await rest.createWorkflow(withCredential(looking(), credentialId));
			for (const round of [1, 2]) {
				const id =
					round === 1 ? await rest.run(workflow, LOOKING) : await rest.runStep(workflow, LOOKING);
				const run = await rest.ended(id);
				expect([run.status, run.error?.message]).toEqual(['success', undefined]);
				expect(await world().delivered(run, LOOKING)).toEqual([latest]);
			}
		});

		test('says why a test in the editor has nothing to give', async () => {
			const { rest, credentialId } = world();
			const workflow = await rest.createWorkflow(withCredential(looking(), credentialId));
			const run = await rest.ended(await rest.run(workflow, LOOKING));
			expect(run.error?.message).toMatch(/no prediction of the last 7 days/);
		});
	});

	describe(CALLED, () => {
		/** Calls an address of n8n as WaveSpeed does. */
		const callTo =
			(path: string) =>
			async (prediction: object, secret = world().simulator.settings.webhookSecret) =>
				await callAs(`${world().cluster.callsUrl}${path}`, prediction, secret);

		/** Publishes the workflow. @returns how WaveSpeed calls its address, and the workflow's id */
		async function published(parameters: INodeParameters = {}) {
			const workflow = called(parameters);
			const id = await publish(workflow);
			const call = callTo(pathOf(workflow));
			// A published webhook answers 404 until n8n has registered it.
			await until(async () => (await call({}, 'whsec_wrong')).status !== 404);
			return { id, call };
		}

		test('gives the video of a signed call, once, over a restart too; a forged one starts nothing', async () => {
			const { id, call } = await published();
			const video = await made('called');
			const body = { id: video, status: 'completed', outputs: ['https://evil.example/x.mp4'] };

			expect((await call(body, 'whsec_forged')).status).toBe(401);
			expect(await world().rest.executionsOf(id)).toEqual([]);
			expect((await call(body)).status).toBe(200);
			expect((await call(body)).status).toBe(200);
			await until(async () => (await world().rest.executionsOf(id)).length === 2);
			expect(await given(id, CALLED)).toEqual([video]);

			await world().cluster.killMain('SIGKILL');
			await world().cluster.restartMain();
			await until(async () => (await call(body)).status === 200);
			await until(async () => (await world().rest.executionsOf(id)).length >= 3);
			expect(await given(id, CALLED)).toEqual([video]);
		});

		test('Test URL: a person who listens in the editor gets the video of the next call', async () => {
			const { rest, credentialId } = world();
			const content = called();
			const workflow = await rest.createWorkflow(withCredential(content, credentialId));
			// Nothing runs yet: n8n listens until somebody calls.
			expect(await rest.run(workflow, CALLED)).toBeUndefined();
			const id = await made('for a test');
			const call = callTo(pathOf(content, '-test'));
			const body = { id, status: 'completed', outputs: ['https://example.com/x.mp4'] };
			expect((await call(body)).status).toBe(200);
			await until(async () => (await rest.executionsOf(workflow.id)).length === 1);
			const [run] = await executions(workflow.id);
			expect([run?.mode, run?.status]).toEqual(['manual', 'success']);
			expect(run && (await world().delivered(run, CALLED))).toEqual([id]);
		});

		test('starts nothing for what the workflow does not wait for, and gives failures where it does', async () => {
			world().simulator.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const refused = await made('refused');
			const body = { id: refused, status: 'failed', error: 'policy' };
			const completed = await published();
			const failed = await published({ event: 'failed' });
			expect((await completed.call(body)).status).toBe(200);
			expect((await failed.call(body)).status).toBe(200);
			await until(async () => (await world().rest.executionsOf(failed.id)).length > 0);
			const [run] = await executions(failed.id);
			expect(run?.items(CALLED).map(({ json }) => json)).toEqual([
				expect.objectContaining({ id: refused, status: 'failed', errorCode: 'moderation' }),
			]);
			expect(await world().rest.executionsOf(completed.id)).toEqual([]);
		});
	});

	test('a failed download is fetched by Retry, though the video was taken before', async () => {
		const { simulator, rest } = world();
		const workflow = await switchedOn();
		simulator.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
		const video = await made('not to be had at first');
		await until(async () => (await rest.executionsOf(workflow)).length > 0, 80_000);
		const [failed] = await executions(workflow);
		expect([failed?.status, failed?.error?.message]).toEqual([
			'error',
			expect.stringContaining('could not be downloaded'),
		]);
		const again = await world().retry(failed?.id ?? '');
		expect(await world().delivered(again, LOOKING)).toEqual([video]);
	});
});
