import { until } from '../../dev/world/until';
import { requestsFor } from '../e2e/generations';
import { AFTER, callAs, called, CALLED, looking, LOOKING, pathOf } from '../e2e/triggered';
import { usePublished } from '../e2e/published';
import { TestClient } from '../simulator/testClient';
import { useCrashWorld } from './crashWorld';

/** n8n looks once a minute (ms). */
const NEXT_LOOK = 90_000;

jest.setTimeout(400_000);

describe.each(['2.41.1', '1.123.81'])(
	'n8n %s in queue mode, with two workers and a webhook processor',
	(version) => {
		const world = useCrashWorld({ version, workers: 2, webhooks: 1 });
		beforeEach(() => {
			world().simulator.settings.jobSeconds = 0.3;
		});
		const publish = usePublished(
			() => world().rest,
			() => world().credentialId,
		);
		afterEach(() => expect(world().simulator.unexpected).toEqual([]));

		/** Videos that are made on another way than by the workflow. */
		async function made(...prompts: string[]): Promise<string[]> {
			const client = new TestClient(world().simulator);
			return await Promise.all(
				prompts.map(async (prompt) => (await client.generated({ prompt })).id),
			);
		}

		/** How all executions of a workflow ended, and what the trigger gave in them, proved by its bytes. */
		async function outcome(workflowId: string, trigger: string) {
			const { rest } = world();
			const ids = await rest.executionsOf(workflowId);
			const ended = await Promise.all(ids.map(async (id) => await rest.ended(id, 150_000)));
			const given: string[] = [];
			for (const one of ended) {
				const videos = await world().delivered(one, trigger);
				expect(one.ran(AFTER)).toBe(videos.length > 0);
				given.push(...videos);
			}
			return { ended, given: given.sort() };
		}

		const looks = () =>
			requestsFor(world().simulator, 'list').filter(({ complete }) => complete).length;

		test('the trigger that looks gives each video once, through restarts of main and of workers', async () => {
			const { cluster, simulator } = world();
			const before = looks();
			const workflow = await publish(looking());
			await until(() => looks() > before);
			const started = async () => (await world().rest.executionsOf(workflow)).length;

			const first = await made('one', 'two');
			await until(async () => (await started()) >= 1, NEXT_LOOK);
			expect((await outcome(workflow, LOOKING)).given).toEqual([...first].sort());

			// What is made while main is away is given after its start, and what was given is not.
			await cluster.killMain('SIGKILL');
			const second = await made('three', 'four');
			await cluster.restartMain();
			await until(async () => (await started()) >= 2);
			const both = [...first, ...second].sort();
			expect((await outcome(workflow, LOOKING)).given).toEqual(both);

			// Both workers are restarted while nothing runs, then main once more: static data is kept.
			for (const index of cluster.workers.keys()) {
				await cluster.killWorker(index, 'SIGTERM');
				await cluster.restartWorker(index);
			}
			await cluster.crashMain('SIGTERM');
			const third = await made('five');
			await until(async () => {
				const { given } = await outcome(workflow, LOOKING);
				return given.length > both.length;
			}, NEXT_LOOK);
			const { given, ended } = await outcome(workflow, LOOKING);
			expect(given).toEqual([...both, ...third].sort());
			expect(ended.map(({ status }) => status)).toEqual(ended.map(() => 'success'));
			expect(requestsFor(simulator, 'submit')).toHaveLength(given.length);
		});

		test('a worker killed while it fetches: n8n 1.x gives the video all the same, 2.x reports a failed execution', async () => {
			const { cluster, simulator, rest } = world();
			const before = looks();
			const workflow = await publish(looking());
			await until(() => looks() > before);
			simulator.settings.outputBytes = 2_000_000;
			const fault = { kind: 'slow', bytesPerSecond: 50_000 } as const;
			simulator.misbehave({ on: 'download', fault });
			const [video] = await made('a boat');
			await until(() => requestsFor(simulator, 'download').length > 0, NEXT_LOOK);
			const workers = [...cluster.workers.keys()];
			await Promise.all(workers.map(async (index) => await cluster.killWorker(index, 'SIGKILL')));
			expect(requestsFor(simulator, 'download').some(({ complete }) => complete)).toBe(false);
			for (const index of workers) await cluster.restartWorker(index);
			await until(async () => {
				const [id = ''] = await rest.executionsOf(workflow);
				return !['new', 'running'].includes((await rest.execution(id)).status);
			}, 180_000);
			const isOld = version.startsWith('1.');
			const { ended, given } = await outcome(workflow, LOOKING);
			expect(given).toEqual(isOld ? [video] : []);
			expect(ended.map(({ status }) => status)).toEqual([isOld ? 'success' : 'error']);
		});

		test('the callback trigger takes calls while main is away, and gives each video once', async () => {
			const { cluster, simulator } = world();
			const content = called();
			const workflow = await publish(content);
			const url = cluster.callsUrl + pathOf(content);
			const { webhookSecret } = simulator.settings;
			const call = async (id: string) => {
				const body = { id, status: 'completed', outputs: ['https://example.com/x.mp4'] };
				return (await callAs(url, body, webhookSecret)).status;
			};
			await until(async () => (await callAs(url, {}, 'whsec_wrong')).status !== 404);

			const videos = await made(...Array.from({ length: 5 }, (_, index) => `${index}`));
			await cluster.killMain('SIGKILL');
			// WaveSpeed may call twice, at the same moment: two executions, on any of the workers.
			const answers = await Promise.all([...videos, ...videos].map(call));
			expect(answers).toEqual(answers.map(() => 200));
			await until(async () => {
				const counted = await cluster.database?.query(
					`SELECT count(*) FROM execution_entity WHERE "workflowId" = '${workflow}' AND status = 'success'`,
				);
				return Number(counted?.[0]) === answers.length;
			}, 90_000);
			await cluster.restartMain();
			expect((await outcome(workflow, CALLED)).given).toEqual([...videos].sort());

			// A call that comes again after a restart of all.
			await cluster.killWebhook(0, 'SIGTERM');
			await cluster.restartWebhook(0);
			// n8n 1.x calls itself ready a moment before it takes calls.
			await until(async () => (await call(videos[0] ?? '')) === 200);
			await until(async () => (await world().rest.executionsOf(workflow)).length > answers.length);
			expect((await outcome(workflow, CALLED)).given).toEqual([...videos].sort());
		});
	},
);
