import type { IExecuteFunctions } from 'n8n-workflow';
import type { Parking } from '../base/host';

/** Where a call resumes this execution while it waits; undefined where n8n tells none. */
export function resumeUrlOf(
	ctx: Pick<IExecuteFunctions, 'evaluateExpression'>,
): string | undefined {
	try {
		const url: unknown = ctx.evaluateExpression('{{ $execution.resumeUrl }}', 0);
		return new URL(String(url)).href;
	} catch {
		return undefined;
	}
}

/** Parking as execute() has it (docs/engine-facts.md, B and O). */
export function parkingOf(ctx: IExecuteFunctions): Parking {
	return {
		resumeUrl: () => resumeUrlOf(ctx),
		get isSubWorkflow() {
			return ctx.getMode() === 'integrated' || hasParent(ctx.getExecutionContext?.());
		},
		async park(until, items) {
			const input = ctx.getInputData();
			await ctx.putExecutionToWait(until);
			// In place: on the timer n8n passes on this very list, and doesn't ask the node again.
			input.splice(0, input.length, ...items);
		},
		earlierOutput(runIndex) {
			try {
				const { name } = ctx.getNode();
				const ofNode = ctx.getWorkflowDataProxy(0).$(name) as {
					all(output: number, run: number): ReturnType<Parking['earlierOutput']>;
				};
				return ofNode.all(0, runIndex);
			} catch {
				return [];
			}
		},
	};
}

const hasParent = (context: object | undefined): boolean =>
	(context as { parentExecutionId?: unknown } | undefined)?.parentExecutionId !== undefined;
