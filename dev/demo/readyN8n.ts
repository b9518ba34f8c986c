import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	CREDENTIAL_TYPE,
	type N8n,
	type N8nOptions,
	packNode,
	type SavedWorkflow,
	startN8n,
	withCredential,
	type WorkflowContent,
} from '../n8n';
import type { Cleanup } from './cleanup';
import type { Service } from './service';

/** A real n8n that has this node and a credential for `service`. */
export class ReadyN8n {
	private constructor(
		readonly n8n: N8n,
		private readonly credentialId: string,
	) {}

	static async start(
		service: Service,
		cleanup: Cleanup,
		options: N8nOptions = {},
	): Promise<ReadyN8n> {
		const packed = await cleanup.add(mkdtemp(join(tmpdir(), 'wavespeed-packed-')), (folder) =>
			rm(folder, { recursive: true, force: true }),
		);
		const tarball = await packNode(packed);
		const { signal } = cleanup;
		const n8n = await cleanup.add(startN8n({ tarball, signal, ...options }), (running) =>
			running.stop(),
		);
		const credentialId = await n8n.rest.createCredential({
			name: service.simulator ? 'WaveSpeed simulator' : 'WaveSpeedAI',
			type: CREDENTIAL_TYPE,
			data: { apiKey: service.apiKey, baseUrl: service.baseUrl },
		});
		return new ReadyN8n(n8n, credentialId);
	}

	/** Imports a workflow, with the credential chosen in our nodes. */
	async import(content: WorkflowContent): Promise<SavedWorkflow> {
		return await this.n8n.rest.createWorkflow(withCredential(content, this.credentialId));
	}
}
