import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Failure } from '../api/failure';
import { describeFailure, invalidParameter, RunFailure } from '../api/failure';
import { StoppedError } from '../base/runtime';

/**
 * The one place that turns a failure into n8n's error: a NodeApiError when WaveSpeed said something,
 * with its status and words, else a NodeOperationError.
 *
 * @param itemIndex unless the failure concerns all items
 * @param also more for the description, e.g. what was paid for other items
 */
export function toNodeError(
	ctx: IExecuteFunctions,
	failure: Failure,
	itemIndex?: number,
	also = '',
): NodeApiError | NodeOperationError {
	const message = withItem(failure.message, itemIndex);
	const description = [describeFailure(failure), also].filter(Boolean).join('\n');
	if (failure.code === 'invalid_parameter' || failure.code === 'invalid_credential') {
		return new NodeOperationError(ctx.getNode(), message, { description, itemIndex });
	}
	const said: JsonObject = {
		message: failure.apiMessage ?? failure.message,
		...(failure.apiCode === undefined ? {} : { code: failure.apiCode }),
	};
	const error = new NodeApiError(ctx.getNode(), said, {
		message,
		description,
		itemIndex,
		httpCode: failure.httpStatus === undefined ? undefined : String(failure.httpStatus),
	});
	// n8n-workflow rewords messages that look like a network error's (node.error.ts); ours stays.
	error.message = message;
	return error;
}

/** What execute() throws: our own errors as they are, a stop by its name, anything else wrapped. */
export function toExecutionError(
	ctx: IExecuteFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof RunFailure) return toNodeError(ctx, error.failure);
	if (error instanceof StoppedError) {
		return new NodeOperationError(ctx.getNode(), error, {
			description:
				'Predictions that were submitted may still finish and be paid; the server log names them.',
		});
	}
	return new NodeOperationError(ctx.getNode(), error as Error);
}

/** What was thrown, as a failure of every item; undefined for a stop, which is nobody's failure. */
export function toFailure(error: unknown): Failure | undefined {
	if (error instanceof StoppedError) return undefined;
	if (error instanceof RunFailure) return error.failure;
	return invalidParameter(error instanceof Error ? error.message : String(error));
}

function withItem(message: string, itemIndex: number | undefined): string {
	return itemIndex === undefined ? message : `${message} [item ${itemIndex}]`;
}

/**
 * The row of a failed item under Continue On Fail. It has exactly one key, `error`: n8n routes only
 * such rows to the error branch and keeps their data (n8n-core, handleNodeErrorOutput).
 */
export function toErrorRow(failure: Failure, itemIndex: number): INodeExecutionData {
	const error = {
		...failure,
		lasting: undefined,
		message: withItem(failure.message, itemIndex),
		description: describeFailure(failure),
		itemIndex,
	};
	const set = Object.entries(error).filter(([, value]) => value !== undefined);
	return { json: { error: Object.fromEntries(set) }, pairedItem: { item: itemIndex } };
}
