import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent runs the node as its tool. n8n names such a node's type with the suffix
 * `Tool`; `isToolExecution()` is missing on 1.x and false for newer agents.
 */
export function isTool(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().type.endsWith('Tool') || ctx.isToolExecution?.() === true;
}

/**
 * Whether failed items become error rows instead of ending the execution. An agent sees what a tool
 * returns, and next to nothing of what it throws.
 */
export function continuesOnFail(ctx: IExecuteFunctions): boolean {
	return ctx.continueOnFail() || isTool(ctx);
}
