import type { INodeExecutionData } from 'n8n-workflow';
import type { Host } from '../base/host';
import { runBatch } from '../base/runBatch';
import { cleanText } from '../base/text';
import { readOutcome } from '../api/outcome';
import { neverSeen } from '../generation/follow/waitResult';
import { toErrorRow } from '../host/errors';
import { writerDeps } from '../host/receiptStore';
import { deliverEarlier, describeEarlier } from '../items/earlierPrediction';
import type { ItemOptions } from '../items/itemOptions';
import { readItemOptions } from '../items/itemOptions';
import { ListedInputs } from '../items/listedInputs';
import { shapeResult } from '../items/outputShape';
import type { ItemResult } from '../items/results';
import { outputItem, throwFirst } from '../items/results';
import type { Session } from '../items/session';
import { openSession } from '../items/session';
import { claim, claimsSettled } from './claims';
import { newest } from './newest';
import { readEnded } from './readEnded';
import type { Wish } from './wanted';
import { isWanted, readWish } from './wanted';

/** Videos that are fetched at the same time. */
const AT_ONCE = 10;

/** A prediction that a look or a callback has handed over. */
export const handOver = (id: string): INodeExecutionData => ({ json: { id } });

const handedTo = (host: Host): string[] => [
	...new Set(
		host.items.flatMap(({ json }) => (typeof json.id === 'string' && json.id ? [json.id] : [])),
	),
];

/**
 * The trigger's part of an execution: takes what was handed over, asks the service itself what
 * became of it, and fetches the files. It runs where executions run, with their stop; a person who
 * runs it from the editor gets the latest video.
 *
 * A file that can't be had doesn't keep the other videos back: it becomes a row with its error. If
 * there is nothing else, the execution fails, and a retry fetches it.
 */
export async function giveFinished(host: Host): Promise<INodeExecutionData[]> {
	const session = await openSession(host);
	const wish = readWish(host);
	const given = handedTo(host);
	if (given.length === 0 && !host.isManual) return [];
	const ids = given.length > 0 ? await taken(given, host) : [await newest(session, wish)];
	const options = readItemOptions(host, 0);
	const inputs = new ListedInputs(session);
	const results = await runBatch(ids.length, AT_ONCE, async (index) => {
		const result = await give(ids[index] ?? '', index, { wish, options, inputs, session });
		return shapeResult(result, options.shape, undefined);
	});
	await claimsSettled(host.entryStore, writerDeps);
	if (results.every(({ kind }) => kind === 'failed')) throwFirst(session, results);
	return results.flatMap((result, index) => {
		if (result.kind === 'items') return result.items;
		return result.kind === 'failed' ? [toErrorRow(result.failure, index)] : [];
	});
}

/** Whoever runs or retries it by hand wants it, whoever has had it. */
async function taken(ids: string[], host: Host): Promise<string[]> {
	if (host.isManual || host.isRetry) return ids;
	const { root } = await host.lineage();
	try {
		return await claim(ids, root, host.entryStore, writerDeps);
	} catch (error) {
		// Better twice than never.
		host.log('warn', `Can't tell whether videos were given before: ${String(error)}`);
		return ids;
	}
}

const NOTHING: ItemResult = { kind: 'items', items: [] };

/** What all videos of an execution share. */
interface Shared {
	wish: Wish;
	options: ItemOptions;
	inputs: ListedInputs;
	session: Session;
}

async function give(
	id: string,
	index: number,
	{ wish, options, inputs, session }: Shared,
): Promise<ItemResult> {
	const read = await readEnded(id, session);
	if ('failure' in read) return { kind: 'failed', failure: read.failure };
	if (!isWanted(read, wish)) return NOTHING;
	const outcome = readOutcome(read);
	const given = await inputs.of(read);
	if (outcome.kind === 'completed') {
		return await deliverEarlier(read, index, options, session, given);
	}
	const { message, code } =
		outcome.kind === 'failed' ? outcome.failure : neverSeen({ reason: read.status }, id);
	const said = cleanText(read.error);
	const json = {
		...describeEarlier(read, session, given),
		// Not `error`: n8n takes a first item with such a key for a failure.
		errorCode: code,
		errorMessage: said && !message.includes(said) ? `${message}: ${said}` : message,
	};
	return outputItem({ json }, index);
}
