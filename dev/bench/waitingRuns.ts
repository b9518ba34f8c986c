import { setTimeout as sleep } from 'node:timers/promises';

import { CREDENTIAL_TYPE, readExample, withCredential, type WorkflowContent } from '../n8n';
import type { Cluster } from '../queue/cluster';
import { publishByPost } from '../queue/publish';
import type { Simulator } from '../simulator';
import { chain, generating, TRIGGER } from '../world/workflows';
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
	/** Executions that held a slot: the most at once, and the sum of their seconds. */
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

/** A workflow that one execution of makes one video. */
export const direct = (name: string, wait: string): WorkflowContent =>
	chain(name, [
		generating({
			operation: 'textToVideoPro',
			prompt: '={{ $json.body.prompt }}',
			duration: 4,
			wait,
			// The schedule that users get, not the short interval of the tests.
			waitOptions: { timeout: 600, pollInterval: '' },
		}),
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
	const next = example.connections[first?.node ?? ''];
	return {
		name: example.name,
		nodes: nodes.filter(({ name }) => name !== first?.node),
		connections: { ...example.connections, [TRIGGER]: next ?? {} },
	};
}

/** Runs all executions of one way, and measures. */
export async function measureWaiting(
	cluster: Cluster,
	simulator: Simulator,
	way: string,
	content: WorkflowContent,
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
		const running = await ask(`SELECT count(*) ${of} AND status = 'running'`);
		const now = Date.now();
		slots = Math.max(slots, running);
		slotSeconds += (running * (now - sampledAt)) / 1000;
		sampledAt = now;
		const open = await ask(`SELECT count(*) ${of} AND status IN ('new', 'running', 'waiting')`);
		if (open === 0) break;
		if (now - startedAt > LIMIT) {
			for (const one of memory) one.stop();
			// A machine that is too busy lets n8n refuse calls (503, "Database is not ready").
			const answers = simulator.callbacks.map(({ status }) => status ?? 'no answer').join(', ');
			throw new Error(`${way}: ${open} executions have not ended; calls were answered ${answers}`);
		}
		await sleep(SAMPLE_MS);
	}
	const seconds = (Date.now() - startedAt) / 1000;
	const succeeded = await ask(`SELECT count(*) ${of} AND status = 'success'`);
	if (succeeded !== EXECUTIONS || simulator.billed.length !== EXECUTIONS) {
		throw new Error(`${way}: ${succeeded} of ${EXECUTIONS}, ${simulator.billed.length} paid`);
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
