export { type SavedWorkflow, type WorkflowContent } from './contents';
export { childEnvironment } from './environment';
export {
	AGENT_EXAMPLE,
	APPROVE_EXAMPLE,
	CREDENTIAL_TYPE,
	EXAMPLE_FILES,
	FILM_EXAMPLE,
	IMAGE_EXAMPLE,
	isOurs,
	NODE_TYPE,
	PATIENT_EXAMPLE,
	PICTURE_EXAMPLE,
	readExample,
	REELS_EXAMPLE,
	SHEET_EXAMPLE,
	savingTo,
	STORY_EXAMPLE,
	TEXT_EXAMPLE,
	withCredential,
	withParameters,
} from './examples';
export { type Execution } from './execution';
export { serveFile } from './fileServer';
export { installHost } from './install';
export { watchNode } from './liveNode';
export { packNode, readPackedManifest, unpack } from './pack';
export { grouped } from './optionGroups';
export { reportToTerminal } from './report';
export { type N8nRest, OWNER } from './rest';
export { type N8n, type N8nOptions, startN8n } from './start';
