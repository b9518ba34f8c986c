import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import type { Simulator } from '../../dev/simulator';
import { batch, type NodeSettings, requestsFor, retrying } from './generations';
import { until } from '../../dev/world/until';
import { useWorld } from './useWorld';
import { GENERATE } from '../../dev/world/workflows';

const world = useWorld();

/** Under each of them n8n goes on differently after an error, and after a Stop none must. */
const SETTINGS: Record<string, NodeSettings> = {
	plain: {},
	retrying: retrying(5),
	'retrying and continuing': { ...retrying(5), onError: 'continueRegularOutput' },
	'retrying with an error output': { ...retrying(5), onError: 'continueErrorOutput' },
};
const EXECUTIONS = Object.keys(SETTINGS).length;
const ITEMS = 3;
const ALL = EXECUTIONS * ITEMS;

/** Longer than all five tries with their pauses, in milliseconds. */
const AFTERMATH = 2_500;

interface Moment {
	when: string;
	options?: INodeParameters;
	/** Makes the moment last. */
	arrange(simulator: Simulator): void;
	/** Whether it has come, for all the executions. */
	come(simulator: Simulator): boolean;
	/** How many generations are paid by then. */
	paid: number;
	/** What the log says of each paid generation. */
	logged(id: string): string;
}

const stillRuns = (id: string) => `prediction ${id} still runs and may be paid`;

const MOMENTS: Moment[] = [
	{
		when: 'submissions are on the wire',
		options: { maxConcurrent: 1 },
		arrange: (simulator) =>
			simulator.misbehave({ on: 'submit', fault: { kind: 'delay', seconds: 5 }, times: ALL }),
		come: (simulator) => requestsFor(simulator, 'submit').length === EXECUTIONS,
		paid: EXECUTIONS,
		// The answer with the id will never be seen.
		logged: () => 'Stopped during the submission for item 0',
	},
	{
		when: 'submissions wait for the rate limit',
		// All are sent back, to come again in a second.
		arrange: ({ settings }) =>
			Object.assign(settings.account, {
				submitsPerMinute: 0,
				windowSeconds: 1,
				sendRetryAfter: true,
			}),
		come: (simulator) =>
			requestsFor(simulator, 'submit').filter(({ status }) => status === 429).length >= ALL,
		paid: 0,
		logged: () => '',
	},
	{
		when: 'jobs run and are looked at',
		arrange: (simulator) =>
			simulator.misbehave({ on: 'job', fault: { kind: 'stuck' }, times: ALL }),
		// One look at the list for all jobs of an execution.
		come: (simulator) =>
			requestsFor(simulator, 'submit').length === ALL &&
			requestsFor(simulator, 'list').length >= EXECUTIONS,
		paid: ALL,
		logged: stillRuns,
	},
	{
		when: 'looks are on the wire',
		arrange: (simulator) =>
			simulator.misbehave({ on: 'list', fault: { kind: 'stall' }, times: ALL }),
		come: (simulator) => requestsFor(simulator, 'list').length >= EXECUTIONS,
		paid: ALL,
		logged: stillRuns,
	},
	{
		when: 'videos are downloaded',
		arrange: (simulator) => {
			simulator.settings.jobSeconds = 0.5;
			const fault = { kind: 'stall', afterBytes: 2_000 } as const;
			simulator.misbehave({ on: 'download', fault, times: ALL });
		},
		come: (simulator) =>
			requestsFor(simulator, 'download').filter(({ bytesSent }) => bytesSent > 0).length === ALL,
		paid: ALL,
		logged: (id) => `Prediction ${id} completed`,
	},
];

test.each(MOMENTS)(
	'Stop while $when: nothing more is sent, whatever the error settings, and the log says what may be paid',
	async ({ options, arrange, come, paid, logged }) => {
		const { n8n, simulator } = world();
		arrange(simulator);
		const logsBefore = n8n.logs().length;
		const started = await Promise.all(
			Object.entries(SETTINGS).map(async ([name, settings]) => {
				const prompts = Array.from({ length: ITEMS }, (_, item) => `${name} ${item}`);
				return await world().start(batch(name, prompts, settings, options));
			}),
		);
		await until(() => come(simulator));

		await Promise.all(started.map((id) => n8n.rest.stopExecution(id)));
		const stoppedAt = Date.now();
		await sleep(AFTERMATH);

		const executions = await Promise.all(started.map((id) => n8n.rest.execution(id)));
		expect(executions.map(({ status }) => status)).toEqual(started.map(() => 'canceled'));
		const { billed, requests, unexpected } = simulator;
		const afterwards = requests.filter(({ time }) => time > stoppedAt);
		expect(afterwards.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
		expect(requests.filter(({ endedAt }) => endedAt === undefined)).toEqual([]);
		expect(billed).toHaveLength(paid);
		const log = n8n.logs().slice(logsBefore);
		for (const { id } of billed) expect(log).toContain(logged(id));
		expect(unexpected).toEqual([]);
	},
);

/** Seconds that n8n gives an execution; it ends the node as a Stop does. */
const WORKFLOW_TIMEOUT = 8;

/** Seconds that a job takes: longer than that, and ready for whoever retries at once. */
const LONG_JOB = 11;

const TIMED_OUT: Record<string, NodeSettings> = {
	plain: {},
	'with an error output': { onError: 'continueErrorOutput' },
};

describe('A workflow’s own time-out', () => {
	const end = async (which: string) => {
		const { n8n, simulator } = world();
		simulator.settings.jobSeconds = LONG_JOB;
		const prompts = Array.from({ length: ITEMS }, (_, item) => `time-out, ${which} ${item}`);
		const id = await world().start({
			...batch(`workflow time-out, ${which}`, prompts, TIMED_OUT[which]),
			settings: { executionTimeout: WORKFLOW_TIMEOUT },
		});
		await until(async () => (await n8n.rest.execution(id)).status === 'canceled');
		await until(async () => (await n8n.rest.execution(id)).data !== undefined);
		return await n8n.rest.execution(id);
	};

	// Not with Retry On Fail: n8n stores the execution while it waits for the next try.
	test.each(['plain', 'with an error output'])(
		'%s: the error that n8n shows names the predictions that still run',
		async (which) => {
			const { error } = (await end(which)).data?.resultData ?? {};
			expect(error?.message).toBe('The execution was stopped');
			const { billed } = world().simulator;
			expect(billed).toHaveLength(ITEMS);
			for (const { id } of billed) expect(error?.description).toContain(id);
			expect(error?.description).toContain('may still finish and be paid');
		},
	);

	test('Retry by n8n’s API, the editor has none, gives the videos and buys none', async () => {
		const { n8n, simulator } = world();
		const { id } = await end('plain');
		const retried = await n8n.rest.ended(await n8n.rest.retryExecution(id, true));
		const given = retried.items(GENERATE).map(({ json }) => json['id']);
		expect(given.sort()).toEqual(simulator.billed.map((one) => one.id).sort());
		expect(simulator.billed).toHaveLength(ITEMS);
	});
});
