import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent runs the node as its tool. n8n names such a node's type with the suffix
 * `Tool`; `isToolExecution()` is missing on 1.x and false for newer agents.
 */
export function isTool(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().type.endsWith('Tool') || ctx.isToolExecution?.() === true;
}
