import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { type RunOptions, runWorkflow, type WorkflowRun } from './runWorkflow';

/** Where a test's requests go: a simulator's `World`, or a `Wire`. */
interface Place {
	credentials: ICredentialDataDecryptedObject;
}

/** One run of the node with these parameters and the credentials of the place. */
export function runOn(
	place: Place,
	parameters: INodeParameters,
	more: Partial<RunOptions> = {},
): Promise<WorkflowRun> {
	return runWorkflow({ credentials: place.credentials, parameters, ...more });
}
