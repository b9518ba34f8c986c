import { type N8nRest, withCredential, type WorkflowContent } from '../../dev/n8n';

/** Saves workflows, and switches them on until their test ends: none takes part in the next one. */
export function usePublished(
	rest: () => N8nRest,
	credentialId: () => string,
): (content: WorkflowContent) => Promise<string> {
	const active: string[] = [];
	afterEach(async () => {
		for (const id of active.splice(0)) await rest().deactivateWorkflow(id);
	});
	return async (content) => {
		const { id } = await rest().createWorkflow(withCredential(content, credentialId()));
		active.push(id);
		await rest().activateWorkflow(id);
		return id;
	};
}
