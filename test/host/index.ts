export type { Execution } from './execution';
export { CURRENT_N8N, installHost, knownVersions } from './install';
export { installPackage, packNode } from './package';
export { type Report, reportToTerminal } from './report';
export { type N8nRest, OWNER, type SavedWorkflow, type WorkflowContent } from './rest';
export { type N8n, startN8n } from './start';
