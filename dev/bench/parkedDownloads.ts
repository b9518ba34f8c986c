import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIAL_TYPE, packNode, withCredential, type WorkflowContent } from '../n8n';
import { Cluster } from '../queue/cluster';
import { publishByPost } from '../queue/publish';
import { type Simulator, startSimulator } from '../simulator';
import { until } from '../world/until';
import { chain, GENERATE, generating, itemsOfBody, TRIGGER } from '../world/workflows';
import { renewPart } from './document';
import { MB } from './downloadRuns';
import { n8nProcess, residentMemory, watchMemory } from './processMemory';

/** Parked executions whose videos are all finished at the same moment. */
interface Load {
	executions: number;
	/** Of each execution. */
	videos: number;
}

const VIDEO_BYTES = 60 * MB;
const TEN: Load = { executions: 10, videos: 2 };
const ONE: Load = { executions: 1, videos: 20 };
/** Brings all processes to the memory that they have after some work. */
const WARM_UP: Load = { executions: 2, videos: 1 };

/** Time to submit and park all (ms). */
const PARKING_MS = 40_000;
/** In which the processes come to rest before their idle level is read (ms). */
const REST = 5_000;
const LIMIT = 400_000;

type Mode = 'filesystem' | 'database';
type Way = 'main' | 'worker';

const CASES: Array<[Mode, Array<[Way, Load]>]> = [
	[
		'database',
		[
			['main', TEN],
			['main', ONE],
			['worker', TEN],
			['worker', ONE],
		],
	],
	[
		'filesystem',
		[
			['main', TEN],
			['main', ONE],
		],
	],
];

const making: INodeParameters = {
	operation: 'textToVideoPro',
	prompt: '={{ $json.prompt }}',
	duration: 4,
	wait: 'freeWorker',
};

/** Downloads in the parked node, or by a Get behind it. */
function workflowOf(way: Way): WorkflowContent {
	if (way === 'main') return chain('main', [...itemsOfBody(), generating(making)]);
	const get = generating({ operation: 'get', predictionId: '={{ $json.predictionId }}' });
	const steps = [generating({ ...making, downloadVideo: false }), { ...get, name: 'Get' }];
	return chain('worker', [...itemsOfBody(), ...steps]);
}

/** Runs one load. @returns how long it took from the moment that the videos were finished (s) */
async function runLoad(
	cluster: Cluster,
	simulator: Simulator,
	way: Way,
	{ executions, videos }: Load,
): Promise<number> {
	const { rest } = cluster.main;
	simulator.reset();
	simulator.settings.outputBytes = VIDEO_BYTES;
	const endAt = Date.now() + PARKING_MS;
	simulator.settings.jobSeconds = () => (endAt - Date.now()) / 1000;
	const { apiKey, url: baseUrl } = simulator;
	const credential = { name: way, type: CREDENTIAL_TYPE, data: { apiKey, baseUrl } };
	const credentialId = await rest.createCredential(credential);
	const { workflowId, post } = await publishByPost(
		cluster,
		workflowOf(way),
		TRIGGER,
		async (content) => {
			const { id } = await rest.createWorkflow(withCredential(content, credentialId));
			await rest.activateWorkflow(id);
			return id;
		},
	);
	for (let execution = 0; execution < executions; execution++) {
		const prompts = Array.from({ length: videos }, (_, video) => `${execution}, ${video}`);
		await post({ prompts });
	}
	const count = async (status: string) => {
		const rows = await cluster.database?.query(
			`SELECT count(*) FROM execution_entity WHERE "workflowId" = '${workflowId}' AND status ${status}`,
		);
		return Number(rows?.[0]);
	};
	await until(async () => (await count("= 'waiting'")) === executions, PARKING_MS);
	if (Date.now() > endAt) throw new Error('Not all were parked when the videos were finished');
	await until(
		async () => (await count("NOT IN ('new', 'running', 'waiting')")) === executions,
		LIMIT,
	);
	const seconds = (Date.now() - endAt) / 1000;
	const stored = simulator.requests.filter(
		({ operation, bytesSent }) => operation === 'download' && bytesSent === VIDEO_BYTES,
	);
	if ((await count("= 'success'")) !== executions || stored.length !== executions * videos) {
		throw new Error(`${stored.length} downloads\n${cluster.logs().slice(-4_000)}`);
	}
	return seconds;
}

async function measure(
	cluster: Cluster,
	simulator: Simulator,
	mode: Mode,
	way: Way,
	load: Load,
): Promise<string> {
	const processes = [
		n8nProcess(cluster.userFolder('main')),
		n8nProcess(cluster.userFolder('worker0'), 'worker'),
	];
	await sleep(REST);
	const idle = processes.map(residentMemory);
	const memory = processes.map(watchMemory);
	const seconds = await runLoad(cluster, simulator, way, load);
	const above = memory.map((one, index) => (one.counted() - (idle[index] ?? NaN)) / MB);
	for (const one of memory) one.stop();
	const cells = [
		way === 'main' ? `${GENERATE}, in main` : 'Get behind it, on the worker',
		`${load.executions} × ${load.videos} × ${VIDEO_BYTES / MB} MB`,
		mode,
		`${seconds.toFixed(0)} s`,
		...above.map((bytes) => `+${Math.max(0, bytes).toFixed(0)} MB`),
	];
	return `| ${cells.join(' | ')} |`;
}

/**
 * Memory of main, where parked executions download, when many videos are finished at the same
 * moment. Renews its part of `docs/scaling.md`.
 */
export async function benchParkedDownloads(): Promise<void> {
	const packed = await mkdtemp(join(tmpdir(), 'wavespeed-packed-'));
	const simulator = await startSimulator();
	const rows: string[] = [];
	let version = '';
	try {
		const tarball = await packNode(packed);
		for (const [mode, runs] of CASES) {
			const env = { N8N_DEFAULT_BINARY_DATA_MODE: mode };
			const cluster = await Cluster.start({ tarball, workers: 1, env });
			version = cluster.version;
			try {
				await runLoad(cluster, simulator, 'main', WARM_UP);
				await runLoad(cluster, simulator, 'worker', WARM_UP);
				for (const [way, load] of runs) {
					rows.push(await measure(cluster, simulator, mode, way, load));
					console.log(rows.at(-1));
				}
			} finally {
				await cluster.stop();
			}
		}
	} finally {
		await simulator.close();
		await rm(packed, { recursive: true });
	}
	await renewPart('scaling.md', 'parkedDownloads', [
		`n8n ${version} in queue mode, one worker, PostgreSQL, on two cores; parked executions whose videos are all finished at the same moment. Resident memory, its peak above the level before:`,
		'',
		'| Downloaded by | Executions × videos | Storage | From then until all have ended | Main | Worker |',
		'| --- | --- | --- | --- | --- | --- |',
		...rows,
	]);
}
