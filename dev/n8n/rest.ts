import type { INodeTypeDescription, IWorkflowSettings } from 'n8n-workflow';

import type {
	CredentialContent,
	CredentialTestResult,
	SavedWorkflow,
	WorkflowContent,
} from './contents';
import { Execution, type StoredExecution } from './execution';
import { N8nRestError, RestSession } from './restSession';
import { untilEnded } from './untilEnded';

/** The account that every n8n of ours gets; it listens on loopback only. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Wave',
	lastName: 'Speed',
	password: 'WaveSpeed-4-demo',
};

/** Settings that make every run readable afterwards. */
const WORKFLOW_SETTINGS: IWorkflowSettings = {
	executionOrder: 'v1',
	saveManualExecutions: true,
	saveDataSuccessExecution: 'all',
	saveDataErrorExecution: 'all',
};

/** The calls of n8n's internal REST API (the editor's) that tests, the demo and people need. */
export class N8nRest {
	private constructor(private readonly session: RestSession) {}

	/** Logs in as the owner, setting up the account in a fresh n8n. */
	static async asOwner(url: string): Promise<N8nRest> {
		const session = new RestSession(url);
		try {
			await session.call('POST', '/rest/owner/setup', OWNER);
		} catch (error) {
			if (!(error instanceof N8nRestError)) throw error;
			const { email, password } = OWNER;
			await session.call('POST', '/rest/login', { emailOrLdapLoginId: email, email, password });
		}
		return new N8nRest(session);
	}

	/** @returns the credential's id */
	async createCredential(credential: CredentialContent): Promise<string> {
		const { id } = await this.session.call<{ id: string }>('POST', '/rest/credentials', credential);
		return id;
	}

	async updateCredential(id: string, credential: CredentialContent): Promise<void> {
		await this.session.call('PATCH', `/rest/credentials/${id}`, credential);
	}

	/**
	 * What the editor does when a person saves a credential: n8n runs the type's own test.
	 * @param id a saved credential's; what is tested is `credential`
	 */
	async testCredential(id: string, credential: CredentialContent): Promise<CredentialTestResult> {
		return await this.session.call('POST', '/rest/credentials/test', {
			credentials: { ...credential, id },
		});
	}

	async createWorkflow(content: WorkflowContent): Promise<SavedWorkflow> {
		const settings = { ...WORKFLOW_SETTINGS, ...content.settings };
		// 1.x wants to be told that the workflow isn't active; pinned data of `null`, which is what
		// n8n makes of none, break its second "Execute step" (runPartialWorkflow2 in n8n-core).
		const workflow = { active: false, pinData: {}, ...content, settings };
		return await this.session.call('POST', '/rest/workflows', workflow);
	}

	async workflow(id: string): Promise<SavedWorkflow> {
		return await this.session.call('GET', `/rest/workflows/${id}`);
	}

	async updateWorkflow(id: string, change: Partial<WorkflowContent>): Promise<SavedWorkflow> {
		const { versionId } = await this.workflow(id);
		return await this.session.call('PATCH', `/rest/workflows/${id}`, { ...change, versionId });
	}

	/** Publishes a workflow's current version; in 2.x its webhooks answer some 100 ms later. */
	async activateWorkflow(id: string): Promise<void> {
		const { versionId } = await this.session.call<SavedWorkflow>('GET', `/rest/workflows/${id}`);
		await this.session.call('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Takes a workflow back: its triggers rest. */
	async deactivateWorkflow(id: string): Promise<void> {
		await this.session.call('POST', `/rest/workflows/${id}/deactivate`);
	}

	/**
	 * Starts a workflow as the editor's "Execute workflow" does.
	 * @returns the execution's id, at once
	 */
	async run(workflow: SavedWorkflow, trigger: string): Promise<string> {
		const { executionId } = await this.session.call<{ executionId: string }>(
			'POST',
			`/rest/workflows/${workflow.id}/run`,
			// 1.x wants the workflow in the body, 2.x reads its own and drops it.
			{ workflowData: workflow, triggerToStartFrom: { name: trigger } },
		);
		return executionId;
	}

	/**
	 * As the editor's "Execute step" does: runs a node and what it still needs before it.
	 * @param earlier the last execution in the editor, whose results are used again
	 * @returns the execution's id, at once
	 */
	async runStep(workflow: SavedWorkflow, node: string, earlier?: Execution): Promise<string> {
		const { executionId } = await this.session.call<{ executionId: string }>(
			'POST',
			`/rest/workflows/${workflow.id}/run`,
			{
				workflowData: workflow,
				destinationNode: { nodeName: node, mode: 'inclusive' },
				...(earlier ? { runData: earlier.data?.resultData.runData, dirtyNodeNames: [node] } : {}),
			},
		);
		return executionId;
	}

	/** Ids of a workflow's executions, a hundred at most, the newest first. */
	async executionsOf(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.session.call<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?limit=100&filter=${filter}`,
		);
		return results.map(({ id }) => id);
	}

	async execution(id: string): Promise<Execution> {
		return new Execution(await this.session.call<StoredExecution>('GET', `/rest/executions/${id}`));
	}

	/** Waits until an execution has ended and its data are stored (see `untilEnded`). */
	async ended(id: string, limit?: number): Promise<Execution> {
		return await untilEnded(id, async () => await this.execution(id), limit);
	}

	async stopExecution(id: string): Promise<void> {
		await this.session.call('POST', `/rest/executions/${id}/stop`);
	}

	/**
	 * Retries a failed execution as the editor does; answers when the retry has ended.
	 * @param loadWorkflow true = with the workflow as it is now, false = as it was
	 * @returns the new execution's id
	 */
	async retryExecution(id: string, loadWorkflow: boolean): Promise<string> {
		const path = `/rest/executions/${id}/retry`;
		const retried = await this.session.call<{ id: string }>('POST', path, { loadWorkflow });
		return retried.id;
	}

	/** Settings → Community nodes → Install: n8n's own installer fetches and loads the package. */
	async installCommunityPackage(name: string, version: string): Promise<void> {
		await this.session.call('POST', '/rest/community-packages', { name, version });
	}

	/** The descriptions of a package's nodes as n8n loaded them. */
	async nodeTypes(packageName: string): Promise<INodeTypeDescription[]> {
		const all = await this.session.call<INodeTypeDescription[]>('GET', '/types/nodes.json');
		return all.filter(({ name }) => name.startsWith(`${packageName}.`));
	}

	/** The bytes of a stored binary, by the `id` of its entry in an item. */
	async binary(id: string): Promise<Buffer> {
		return await this.session.bytes(
			`/rest/binary-data?action=download&id=${encodeURIComponent(id)}`,
		);
	}
}
