import type {
	IConnections,
	ICredentialDataDecryptedObject,
	INode,
	IWorkflowSettings,
} from 'n8n-workflow';

/** A workflow as the editor sends it. */
export interface WorkflowContent {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
}

export interface SavedWorkflow extends WorkflowContent {
	id: string;
	versionId: string;
}

export interface CredentialContent {
	name: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}
