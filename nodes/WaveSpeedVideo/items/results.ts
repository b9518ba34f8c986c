import type { INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../api/failure';
import { toErrorRow, toNodeError } from '../host/errors';
import type { Session } from './session';

/** What became of one input item. */
export type ItemResult =
	/** Its outputs: one, but for operations that list. */
	| {
			kind: 'items';
			items: INodeExecutionData[];
			/** Key of the purchase that is handed on with them. */
			delivers?: string;
	  }
	| { kind: 'failed'; failure: Failure }
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
		return one.kind === 'failed' ? [toErrorRow(one.failure, index)] : [];
	});
}

/**
 * Unless the node continues on failures: throws the first item's failure. Its description says what
 * was submitted for the others.
 *
 * @param onRecord what was submitted for an item and not handed on, in words; for those whose
 * result does not tell
 */
export function throwFirst(
	{ host }: Pick<Session, 'host'>,
	results: ItemResult[],
	onRecord: (itemIndex: number) => string[] = () => [],
): void {
	const index = results.findIndex(({ kind }) => kind === 'failed');
	const first = results[index];
	if (host.continues || first?.kind !== 'failed') return;
	const others = results.flatMap((one, other) => {
		if (other === index) return [];
		const said = submitted(one, other);
		return said.length > 0 ? said : onRecord(other);
	});
	const also = others.length > 0 ? ['Also submitted in this execution:', ...others].join('\n') : '';
	throw toNodeError(host.node, first.failure, index, also);
}

function submitted(result: ItemResult, index: number): string[] {
	if (result.kind === 'items') {
		return result.items.map(({ json: { id, url } }) =>
			`item ${index}: prediction ${String(id)} ${String(url ?? '')}`.trim(),
		);
	}
	if (result.kind === 'failed' && result.failure.predictionId) {
		const { predictionId, code, url } = result.failure;
		return [`item ${index}: prediction ${predictionId} (${code}) ${url ?? ''}`.trim()];
	}
	return [];
}
