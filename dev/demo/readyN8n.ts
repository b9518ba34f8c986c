import { mkdtemp, realpath, rm } from 'node:fs/promises';
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
	watchNode,
} from '../n8n';
import type { Cleanup } from './cleanup';
import type { Service } from './service';

const temporaryFolder = async (cleanup: Cleanup): Promise<string> =>
	await cleanup.add(mkdtemp(join(tmpdir(), 'n8n-wavespeed-')), (folder) =>
		rm(folder, { recursive: true, force: true }),
	);

/** A real n8n that has this node and a credential for `service`. */
export class ReadyN8n {
	private constructor(
		readonly n8n: N8n,
		readonly credentialId: string,
	) {}

	static async start(
		service: Service,
		cleanup: Cleanup,
		options: N8nOptions = {},
	): Promise<ReadyN8n> {
		const tarball = await packNode(await temporaryFolder(cleanup));
		return await ReadyN8n.ready(service, cleanup, { tarball, ...options });
	}

	/**
	 * As `start`, but the node is compiled again whenever one of its files is saved, and n8n takes it
	 * over.
	 * @param tell what the compiler and n8n say of it
	 */
	static async startWatching(
		service: Service,
		cleanup: Cleanup,
		tell: (line: string) => void,
		options: N8nOptions = {},
	): Promise<ReadyN8n> {
		const userFolder = await realpath(await temporaryFolder(cleanup));
		const watch = await cleanup.add(watchNode(userFolder, tell), async (watching) =>
			watching.stop(),
		);
		const env = { ...watch.env, ...options.env };
		const ready = await ReadyN8n.ready(service, cleanup, { ...options, userFolder, env });
		watch.follow(ready.n8n);
		return ready;
	}

	private static async ready(
		service: Service,
		cleanup: Cleanup,
		options: N8nOptions,
	): Promise<ReadyN8n> {
		const { signal } = cleanup;
		const n8n = await cleanup.add(startN8n({ signal, ...options }), (running) => running.stop());
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
