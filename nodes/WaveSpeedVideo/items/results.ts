import type { INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../api/failure';
import type { Host } from '../base/host';
import { toErrorRow, toNodeError } from '../host/errors';
import type { Finished } from './finish';

/** What became of one input item. */
export type ItemResult =
	/** Its outputs: one, but for operations that list. */
	| {
			kind: 'items';
			items: INodeExecutionData[];
			/** Key of the purchase that is handed on with them. */
			delivers?: string;
	  }
	| {
			kind: 'failed';
			failure: Failure;
			/** It is the run that failed, e.g. for its budget; no item is to blame. */
			ofRun?: boolean;
	  }
	/** To be delivered, together with the others of its run. */
	| { kind: 'held'; finished: Finished }
	/** Held back because another item failed. */
	| { kind: 'notStarted' };

/** An output item, paired with its input item. */
export function outputItem(
	item: Pick<INodeExecutionData, 'json' | 'binary'>,
	itemIndex: number,
): ItemResult {
	return { kind: 'items', items: [{ ...item, pairedItem: { item: itemIndex } }] };
}

/** A result for each input item, in order; failures become error rows. */
export function toRows(results: ItemResult[]): INodeExecutionData[] {
	return results.flatMap((one, index) => {
		if (one.kind === 'items') return one.items;
		return one.kind === 'failed' ? [toErrorRow(one.failure, index, one.ofRun)] : [];
	});
}

/** Whether the run ends with the first item's failure. */
export function willThrow({ continues }: Pick<Host, 'continues'>, results: ItemResult[]): boolean {
	return !continues && results.some(({ kind }) => kind === 'failed');
}

/**
 * Unless the node continues on failures: throws the first item's failure.
 *
 * @param also what its description says of the others, by the index of the one that failed
 */
export function throwFirst(
	{ host }: { host: Pick<Host, 'continues' | 'node'> },
	results: ItemResult[],
	also: (failed: number) => string = () => '',
): void {
	const index = results.findIndex(({ kind }) => kind === 'failed');
	const first = results[index];
	if (host.continues || first?.kind !== 'failed') return;
	const itemIndex = first.ofRun ? undefined : index;
	throw toNodeError(host.node, first.failure, itemIndex, also(index));
}
