import { setTimeout as sleep } from 'node:timers/promises';

import {
	CREDENTIAL_TYPE,
	NODE_TYPE,
	readExample,
	withCredential,
	type WorkflowContent,
} from '../n8n';
import type { Cluster } from '../queue/cluster';
import { publishByPost } from '../queue/publish';
import type { Simulator } from '../simulator';
import { chain, GENERATE, TRIGGER } from '../world/workflows';
import { n8nProcess, watchMemory } from './processMemory';

export const EXECUTIONS = 50;
export const JOB_SECONDS = 30;

/** How often the executions are counted (ms). */
const SAMPLE_MS = 500;

/** Longer than the slowest way takes (ms). */
const LIMIT = 600_000;

/** One way of waiting, measured. */
export interface WaitingRun {
	way: string;
	/** From the first POST until the last execution has ended. */
	seconds: number;
	/** Jobs that a worker had in its hands: the most at once, and the sum of their seconds. */
	slots: number;
	slotSeconds: number;
	/** Requests to the API: submissions, looks at one prediction, at the list. */
	submits: number;
	looks: number;
	lists: number;
	callbacks: number;
	/** Bytes of all executions' data, and what PostgreSQL wrote to its log for them. */
	dataBytes: number;
	logBytes: number;
	/** The most resident memory, in bytes. */
	workerBytes: number;
	mainBytes: number;
}

/** A workflow that one execution of makes one video, with the schedule of looks that users get. */
export const direct = (name: string, wait: string): WorkflowContent =>
	chain(name, [
		{
			name: GENERATE,
			type: NODE_TYPE,
			typeVersion: 1,
			parameters: {
				resource: 'video',
				operation: 'textToVideoPro',
				prompt: '={{ $json.body.prompt }}',
				duration: 4,
				wait,
			},
		},
	]);

/** The example of the patient loop, for the prompt of the body. */
export async function patient(): Promise<WorkflowContent> {
	const example = await readExample('patient-waiting.json');
	const nodes = example.nodes.map((node) =>
		node.parameters['wait'] === 'doNotWait'
			? { ...node, parameters: { ...node.parameters, prompt: '={{ $json.body.prompt }}' } }
			: node,
	);
	// The node that writes the example's own prompt is passed by.
	const [first] = Object.values(example.connections[TRIGGER]?.['main']?.[0] ?? []);
	const { [first?.node ?? '']: next = {}, ...connections } = example.connections;
	return {
		name: example.name,
		nodes: nodes.filter(({ name }) => name !== first?.node),
		connections: { ...connections, [TRIGGER]: next },
	};
}

/**
 * What calls were answered, if not 200. n8n refuses all requests while its database answers no ping
 * in time (503, "Database is not ready"), as on a machine that is too busy.
 */
function troubleOf(simulator: Simulator): string {
	const refused = simulator.callbacks.filter(({ status }) => status !== 200);
	const told = refused.map(({ status, body }) => `${status ?? 'no answer'} ${body}`.slice(0, 120));
	return told.length === 0 ? '' : `; calls that were not taken:\n${told.join('\n')}`;
}

/**
 * Runs all executions of one way, and measures.
 *
 * @param limit milliseconds, after which it is given up
 */
export async function measureWaiting(
	cluster: Cluster,
	simulator: Simulator,
	way: string,
	content: WorkflowContent,
	limit = LIMIT,
): Promise<WaitingRun> {
	const { rest } = cluster.main;
	const ask = async (sql: string) => Number((await cluster.database?.query(sql))?.[0] ?? NaN);
	simulator.reset();
	simulator.settings.jobSeconds = JOB_SECONDS;
	const { apiKey, url: baseUrl } = simulator;
	const credential = { name: way, type: CREDENTIAL_TYPE, data: { apiKey, baseUrl } };
	const credentialId = await rest.createCredential(credential);
	const { workflowId, post } = await publishByPost(cluster, content, TRIGGER, async (saved) => {
		const { id } = await rest.createWorkflow(withCredential(saved, credentialId));
		await rest.activateWorkflow(id);
		return id;
	});
	const of = `FROM execution_entity WHERE "workflowId" = '${workflowId}'`;
	const written = async () => await ask("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
	const logBefore = await written();
	const memory = [
		watchMemory(n8nProcess(cluster.userFolder('worker0'), 'worker')),
		watchMemory(n8nProcess(cluster.userFolder('main'))),
	];
	const startedAt = Date.now();
	for (let index = 0; index < EXECUTIONS; index++) {
		await post({ prompt: `A paper boat in the rain, ${index}` });
	}
	let [slots, slotSeconds, sampledAt] = [0, 0, startedAt];
	for (;;) {
		const running = (await cluster.jobsAtWork()) ?? NaN;
		const now = Date.now();
		slots = Math.max(slots, running);
		slotSeconds += (running * (now - sampledAt)) / 1000;
		sampledAt = now;
		const open = await ask(`SELECT count(*) ${of} AND status IN ('new', 'running', 'waiting')`);
		if (open === 0) break;
		if (now - startedAt > limit) {
			for (const one of memory) one.stop();
			throw new Error(`${way}: ${open} executions have not ended${troubleOf(simulator)}`);
		}
		await sleep(SAMPLE_MS);
	}
	const seconds = (Date.now() - startedAt) / 1000;
	const succeeded = await ask(`SELECT count(*) ${of} AND status = 'success'`);
	if (succeeded !== EXECUTIONS || simulator.billed.length !== EXECUTIONS) {
		const paid = simulator.billed.length;
		throw new Error(
			`${way}: ${succeeded} of ${EXECUTIONS}, ${paid} paid${troubleOf(simulator)}\n${cluster.logs().slice(-4_000)}`,
		);
	}
	const requests = (operation: string) =>
		simulator.requests.filter((request) => request.operation === operation).length;
	const [workerBytes = NaN, mainBytes = NaN] = memory.map((one) => one.counted());
	for (const one of memory) one.stop();
	return {
		way,
		seconds,
		slots,
		slotSeconds,
		submits: requests('submit'),
		looks: requests('poll'),
		lists: requests('list'),
		callbacks: simulator.callbacks.length,
		dataBytes: await ask(
			`SELECT sum(octet_length(data)) FROM execution_data WHERE "executionId" IN (SELECT id ${of})`,
		),
		logBytes: (await written()) - logBefore,
		workerBytes,
		mainBytes,
	};
}
