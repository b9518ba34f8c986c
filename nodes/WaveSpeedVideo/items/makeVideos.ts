import type { INodeExecutionData } from 'n8n-workflow';
import type { Host } from '../base/host';
import { StoppedError } from '../base/runtime';
import type { Ledger } from '../generation/acquire/ledger';
import { openLedger } from '../generation/acquire/ledger';
import { processRecord } from '../generation/acquire/processRecord';
import { isUndelivered, moneyOf } from '../generation/acquire/purchase';
import { failedRun, throwFirstWithOthers } from './failedRun';
import type { Finish } from './finish';
import { expectedOf, finish } from './finish';
import { boughtEarlierHints, isPaidElsewhere, leftBehindHint, memoryHint } from './boughtEarlier';
import { parkedHint } from './hints';
import { givesMore, outputUnfinished } from './outputUnfinished';
import { readRunOptions } from './runOptions';
import { makeAll } from './makeAll';
import { openMemory } from './openMemory';
import { underWayIn } from './otherItems';
import type { ReadItem } from './readItem';
import type { ItemResult } from './results';
import { toRows, willThrow } from './results';
import { openSession } from './session';
import { findUnfinished, unfinishedHint } from './unfinished';
import { isToPark, park, parkedIds, parkedRows } from './waiting/park';
import { settleParked } from './waiting/settleParked';
import { readWaiting } from './waiting/waiting';

/** Generates a video for each item: all checks first, then all generations at once. */
export async function makeVideos(
	host: Host,
	read: ReadItem,
	finishItem: Finish = finish,
): Promise<INodeExecutionData[]> {
	const results = await makeRun(host, read, finishItem).catch((error: unknown) =>
		failedRun(host, error),
	);
	throwFirstWithOthers(host, results);
	return toRows(results);
}

async function makeRun(host: Host, read: ReadItem, finishItem: Finish): Promise<ItemResult[]> {
	const session = await openSession(host);
	const waiting = readWaiting(session);
	const ledger = openLedger(host.context, host.executionId, processRecord(session.apiUrl).ids);
	const runOptions = readRunOptions(host);
	const memory = await openMemory(session, ledger);
	let looking: ReturnType<typeof findUnfinished> | undefined;
	let isHandedOn = false;
	try {
		const settled = settleParked(host);
		ledger.markDelivered(settled.map(({ key }) => key));
		await memory.delivered(settled.map(({ prediction }) => prediction.id));
		// What an agent of an execution that failed was told is told to its retry, not bought again.
		if (host.isTool) ledger.takeBack();
		memory.tookUp(heldByOthers(ledger, host));
		looking = findUnfinished(runOptions.unfinished, session, memory, ledger);
		const options = { ...runOptions, waiting };
		const results = await makeAll(session, ledger, memory, options, read, finishItem);
		if (willThrow(host, results)) return results;
		// What was looked for beside may be what this execution itself has taken up.
		const found = (await looking).filter(({ prediction }) => !memory.isInHand(prediction.id));
		const more = givesMore(runOptions.unfinished, waiting, host, results)
			? await outputUnfinished(found, session, memory)
			: { items: [], left: found, hints: [] };
		host.hint(...more.hints, ...unfinishedHint(more.left));
		host.hint(...boughtEarlierHints(results, ledger));
		host.hint(...leftBehindHint(await memory.leftBehind()));
		host.hint(...memoryHint(memory.fullness()));
		if (isToPark(results)) {
			const bought = results.filter((one) => !isPaidElsewhere(one, ledger));
			host.hint(...parkedHint(parkedRows(bought)));
			const shown = await park(results, expectedOf(finishItem), session);
			// In n8n's hands from now on: a later run finds out what it has given of them.
			await memory.parked(parkedIds(results));
			isHandedOn = true;
			return shown;
		}
		const keys = results.flatMap((one) => (one.kind === 'items' ? (one.delivers ?? []) : []));
		ledger.markDelivered(keys);
		await memory.delivered(keys.flatMap((key) => moneyOf(ledger.get(key)).predictionId ?? []));
		isHandedOn = true;
		return more.items.length > 0 ? [...results, { kind: 'items', items: more.items }] : results;
	} catch (error) {
		throw error instanceof StoppedError ? new StoppedError(underWayIn(host, ledger)) : error;
	} finally {
		if (!isHandedOn) memory.release();
		// Never fails, and ends with the run: nothing is left in the background.
		await looking;
		await memory.end();
	}
}

/** What an execution that this one retries has bought and not handed on: this one goes on with it. */
const heldByOthers = (ledger: Pick<Ledger, 'all'>, { executionId }: Pick<Host, 'executionId'>) =>
	ledger
		.all()
		.flatMap((one) =>
			'prediction' in one && isUndelivered(one) && one.executionId !== executionId
				? [one.prediction.id]
				: [],
		);
