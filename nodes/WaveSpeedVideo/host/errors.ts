import type { INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Failure } from '../api/failure';
import { ParameterError } from '../base/parameterError';
import {
	describeFailure,
	invalidParameter,
	presentable,
	RunFailure,
	unexpected,
} from '../api/failure';
import { StoppedError } from '../base/runtime';
import { cleanText } from '../base/text';

/** Failures that are no answer of WaveSpeed's. */
const OURS: ReadonlySet<Failure['code']> = new Set([
	'invalid_parameter',
	'invalid_credential',
	'cannot_join',
]);

/**
 * Lines of an error's description. The editor shows it as HTML, in which a line break alone is a
 * space (getErrorDescription of its NodeErrorView, 1.123.81 and 2.41.1).
 */
const asLines = (...lines: string[]): string => lines.join('\n').replaceAll('\n', '<br>\n');

/**
 * The one place that turns a failure into n8n's error: a NodeApiError when WaveSpeed said something,
 * with its status and words, else a NodeOperationError.
 *
 * @param itemIndex unless the failure concerns all items
 * @param also more for the description, e.g. what was paid for other items
 */
export function toNodeError(
	node: INode,
	cause: Failure,
	itemIndex?: number,
	also = '',
): NodeApiError | NodeOperationError {
	const failure = presentable(cause);
	const message = withItem(failure.message, itemIndex);
	const own = describeFailure(failure);
	// "Nothing was bought" is said of what failed, not of what is named next.
	const of = itemIndex === undefined ? 'In this try' : `Item ${itemIndex}`;
	const description = also ? asLines(`${of}: ${own}`, also) : own;
	if (OURS.has(failure.code)) {
		return new NodeOperationError(node, message, { description, itemIndex });
	}
	const said: JsonObject = {
		message: failure.apiMessage ?? failure.message,
		...(failure.apiCode === undefined ? {} : { code: failure.apiCode }),
	};
	const error = new NodeApiError(node, said, {
		message,
		description,
		itemIndex,
		httpCode: failure.httpStatus === undefined ? undefined : String(failure.httpStatus),
	});
	// n8n-workflow rewords messages that look like a network error's (node.error.ts); ours stays.
	error.message = message;
	return error;
}

/** Whether it is an error of n8n's own classes, as we make them too. */
export const isNodeError = (error: unknown): error is NodeApiError | NodeOperationError =>
	error instanceof NodeApiError || error instanceof NodeOperationError;

/** What execute() throws after a stop. */
export function toStopError(node: INode, error: StoppedError): NodeOperationError {
	return new NodeOperationError(node, error, {
		description: asLines(
			'Stop does not unbuy: what was submitted may still finish and be paid. The operation Get fetches it.',
			...error.underWay,
		),
	});
}

/** Why a list that the panel asks for can't be had; it concerns no item. */
export const toPanelError = (
	node: INode,
	message: string,
	description?: string,
): NodeOperationError => new NodeOperationError(node, cleanText(message), { description });

/** What was thrown, as a failure of every item; undefined for a stop, which is nobody's failure. */
export function toFailure(error: unknown): Failure | undefined {
	if (error instanceof StoppedError) return undefined;
	if (error instanceof RunFailure) return error.failure;
	if (error instanceof ParameterError) return invalidParameter(error.message, error.advice);
	return unexpected(error, { spent: 'no' });
}

/**
 * n8n's guidelines want the item at the end, as in their "[item 2]". It counts from 0, as `$itemIndex`
 * and the editor do, which puts "[item 2]" behind a message of several items unless it is there in
 * just these letters (addItemIndexSuffix of its NodeErrorView, 1.123.81 and 2.41.1).
 */
function withItem(message: string, itemIndex: number | undefined): string {
	return itemIndex === undefined ? message : `${message} [item ${itemIndex}]`;
}

/**
 * The row of a failed item under Continue On Fail. It has exactly one key, `error`: n8n routes only
 * such rows to the error branch and keeps their data (n8n-core, handleNodeErrorOutput).
 *
 * @param ofRun the failure is the run's, not this item's
 */
export function toErrorRow(cause: Failure, itemIndex: number, ofRun = false): INodeExecutionData {
	const failure = presentable(cause);
	const error = {
		...failure,
		lasting: undefined,
		message: withItem(failure.message, ofRun ? undefined : itemIndex),
		description: describeFailure(failure),
		itemIndex,
	};
	const set = Object.entries(error).filter(([, value]) => value !== undefined);
	return { json: { error: Object.fromEntries(set) }, pairedItem: { item: itemIndex } };
}
