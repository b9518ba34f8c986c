import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	CREDENTIAL_TYPE,
	type Execution,
	type N8n,
	type N8nOptions,
	packNode,
	startN8n,
	withCredential,
	type WorkflowContent,
} from '../n8n';
import { type RequestRecord, type Simulator, startSimulator } from '../simulator';
import { TRIGGER } from './workflows';

/** A real n8n with the packed node, a simulator of WaveSpeed, and a credential between them. */
export class World {
	/** Every execution run so far, for the searches that go over all of them. */
	readonly executions: Execution[] = [];
	/** Every request of those executions; the simulator forgets its own between tests. */
	readonly requests: RequestRecord[] = [];
	/** Whether its n8n still runs. */
	isUp = true;

	private constructor(
		readonly n8n: N8n,
		readonly simulator: Simulator,
		readonly credentialId: string,
	) {
		void n8n.ended.then(() => (this.isUp = false));
	}

	/** @param options of the n8n: another version, other settings */
	static async create(options: N8nOptions = {}): Promise<World> {
		const packed = await mkdtemp(join(tmpdir(), 'wavespeed-packed-'));
		const simulator = await startSimulator();
		try {
			const n8n = await startN8n({ tarball: await packNode(packed), ...options });
			const credentialId = await n8n.rest.createCredential({
				name: 'WaveSpeed simulator',
				type: CREDENTIAL_TYPE,
				data: { apiKey: simulator.apiKey, baseUrl: simulator.url },
			});
			return new World(n8n, simulator, credentialId);
		} catch (error) {
			await simulator.close();
			throw error;
		} finally {
			await rm(packed, { recursive: true });
		}
	}

	/**
	 * Saves a workflow and starts it as from the editor.
	 * @returns the execution's id
	 */
	async start(content: WorkflowContent): Promise<string> {
		const { rest } = this.n8n;
		const workflow = await rest.createWorkflow(withCredential(content, this.credentialId));
		return await rest.run(workflow, TRIGGER);
	}

	/**
	 * Starts a workflow and waits for its end.
	 * @param limit milliseconds until then, where it takes longer than usual
	 */
	async run(content: WorkflowContent, limit?: number): Promise<Execution> {
		const execution = await this.n8n.rest.ended(await this.start(content), limit);
		this.executions.push(execution);
		this.requests.push(...this.simulator.requests);
		return execution;
	}

	/** Path of a file that workflows may write. */
	file(name: string): string {
		return join(this.n8n.filesFolder, name);
	}

	/** SHA-256 of what the CDN has under a video's URL. */
	async cdnHash(url: unknown): Promise<string | undefined> {
		return (await this.simulator.cdnFile(String(url)))?.sha256;
	}

	/** Forgets the executions run so far and their requests. */
	forget(): void {
		this.executions.length = 0;
		this.requests.length = 0;
	}

	async close(): Promise<void> {
		await this.n8n.stop();
		await this.simulator.close();
	}
}

export const sha256 = (bytes: Uint8Array): string =>
	createHash('sha256').update(bytes).digest('hex');
