import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
	CREDENTIAL_TYPE,
	type Execution,
	type N8nRest,
	packNode,
	withCredential,
	type WorkflowContent,
} from '../../dev/n8n';
import { Cluster, type ClusterOptions, type Signal } from '../../dev/queue/cluster';
import { publishByPost } from '../../dev/queue/publish';
import { type Simulator, startSimulator } from '../../dev/simulator';
import { requestsFor } from '../e2e/generations';
import { until } from '../../dev/world/until';
import { sha256 } from '../../dev/world/world';
import { GENERATE } from '../../dev/world/workflows';

/** Starting n8n three times, and installing it on a machine that has none yet. */
const START_LIMIT = 20 * 60_000;

/** A workflow that a POST starts. */
export interface Published {
	workflowId: string;
	/** Sends the POST that starts an execution; settles when n8n has taken it on. */
	post(body: object): Promise<void>;
	/** Starts one execution. @returns its id, when n8n has taken it on */
	start(body: object): Promise<string>;
	/** Starts some (at most 10) at the same moment. @returns their ids, in any order */
	startAll(bodies: object[]): Promise<string[]>;
}

/** n8n whose processes can be killed, the packed node in it, and a simulator that counts what is paid. */
export class CrashWorld {
	private constructor(
		readonly cluster: Cluster,
		readonly simulator: Simulator,
		readonly credentialId: string,
	) {}

	static async create(options: Omit<ClusterOptions, 'tarball'>): Promise<CrashWorld> {
		const packed = await mkdtemp(join(tmpdir(), 'wavespeed-packed-'));
		const simulator = await startSimulator();
		try {
			const cluster = await Cluster.start({ ...options, tarball: await packNode(packed) });
			const credentialId = await cluster.main.rest.createCredential({
				name: 'WaveSpeed simulator',
				type: CREDENTIAL_TYPE,
				data: { apiKey: simulator.apiKey, baseUrl: simulator.url },
			});
			return new CrashWorld(cluster, simulator, credentialId);
		} catch (error) {
			await simulator.close();
			throw error;
		} finally {
			await rm(packed, { recursive: true });
		}
	}

	get rest(): N8nRest {
		return this.cluster.main.rest;
	}

	/** Saves a workflow and publishes it. */
	async save(content: WorkflowContent): Promise<string> {
		const { id } = await this.rest.createWorkflow(withCredential(content, this.credentialId));
		await this.rest.activateWorkflow(id);
		return id;
	}

	/** Saves a workflow for others to call: 2.x wants it published, 1.x can't. */
	async saveForCallers(content: WorkflowContent): Promise<string> {
		if (this.cluster.version.startsWith('2.')) return await this.save(content);
		const workflow = withCredential(content, this.credentialId);
		return (await this.rest.createWorkflow(workflow)).id;
	}

	/** Publishes a workflow with `trigger` replaced by a webhook. */
	async publish(content: WorkflowContent, trigger: string): Promise<Published> {
		const { workflowId, post } = await publishByPost(
			this.cluster,
			content,
			trigger,
			this.save.bind(this),
		);
		const startAll = async (bodies: object[]): Promise<string[]> => {
			const before = await this.rest.executionsOf(workflowId);
			await Promise.all(bodies.map(post));
			// n8n lists running executions before those that wait for a worker: the first isn't the newest.
			let started: string[] = [];
			await until(async () => {
				const now = await this.rest.executionsOf(workflowId);
				started = now.filter((id) => !before.includes(id));
				return started.length >= bodies.length;
			}, 60_000);
			return started;
		};
		return {
			workflowId,
			post,
			startAll,
			start: async (body) => (await startAll([body]))[0] ?? '',
		};
	}

	/** Settles when so many videos have been paid in all. */
	async untilBilled(count: number): Promise<void> {
		await until(() => this.simulator.billed.length >= count, 60_000);
	}

	/** Settles when so many videos have been downloaded in all. */
	async untilDownloaded(count: number): Promise<void> {
		const done = () =>
			requestsFor(this.simulator, 'download').filter(({ complete }) => complete).length;
		await until(() => done() >= count, 90_000);
	}

	/**
	 * Has an execution buy these, and crashes n8n's main process once they are paid and so long has passed
	 * (ms). @returns the execution's id, when n8n knows that it is over
	 */
	async crashWhileMade(
		workflow: Published,
		prompts: string[],
		{ afterMs = 0, signal }: { afterMs?: number; signal?: Signal } = {},
	): Promise<string> {
		const id = await workflow.start({ prompts });
		await this.untilBilled(prompts.length);
		await sleep(afterMs);
		await this.cluster.crashMain(signal);
		await this.rest.ended(id);
		return id;
	}

	/** Presses Retry; settles with the new execution when it has ended. */
	async retry(id: string): Promise<Execution> {
		return await this.rest.ended(await this.rest.retryExecution(id, false));
	}

	/** Ids of those of them that earlier executions bought and left behind. */
	leftovers(execution: Execution, node = GENERATE): string[] {
		return execution
			.items(node)
			.flatMap(({ json }) => (json['unfinished'] ? [String(json['id'])] : []));
	}

	/** Ids of the videos that an execution's node gave, each proved by the bytes behind it. */
	async delivered(execution: Execution, node = GENERATE): Promise<string[]> {
		const items = execution.items(node).filter(({ binary }) => binary);
		for (const { json, binary } of items) {
			const stored = await this.rest.binary(String(binary?.['data']?.id));
			const onCdn = await this.simulator.cdnFile(String(json['url']));
			expect(sha256(stored)).toBe(onCdn?.sha256);
		}
		return items.map(({ json }) => String(json['id']));
	}

	async close(): Promise<void> {
		await this.cluster.stop();
		await this.simulator.close();
	}
}

/** One world for all tests of a block; the simulator starts afresh before each. */
export function useCrashWorld(options: Omit<ClusterOptions, 'tarball'>): () => CrashWorld {
	let world: CrashWorld | undefined;
	const get = (): CrashWorld => {
		if (!world) throw new Error('The world is there only while tests run');
		return world;
	};
	beforeAll(async () => {
		world = await CrashWorld.create(options);
	}, START_LIMIT);
	beforeEach(() => get().simulator.reset());
	afterAll(async () => {
		await world?.close();
	}, 60_000);
	return get;
}
