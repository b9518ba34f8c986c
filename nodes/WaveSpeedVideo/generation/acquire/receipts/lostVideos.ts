import type { Fate, Lineage } from '../../../base/lineage';
import type { HandReceipts, Unsettled } from './handReceipts';
import { type Holder, nextTurn } from './holders';

/** A look at the holders of more at a time would be a long write to n8n's database. */
const AT_ONCE = 50;

/** Executions whose data is read for one look: some milliseconds each. The rest has time. */
const MAX_LOOKED_INTO = 100;

/** A video that was bought and, as far as is known, is in no execution's data. */
export interface Unfinished {
	id: string;
	/** That had it in hand last, where that is known. */
	executionId?: string;
	/** It has left the node, and nodes behind it may have had it. */
	hasLeft?: boolean;
	/** An execution waited for it: n8n's Retry of that one hands it on without running the node. */
	wasParked?: boolean;
	/** Set when the execution that had it in hand is known to have ended without it. */
	lost?: Lost;
}

/** What nobody has in hand any more. */
export interface Lost {
	id: string;
	/** That bought it, or had it first as far as is known. */
	executionId: string;
	/** Of whoever takes it over. */
	turn: number;
}

export interface LookDeps {
	receipts: Pick<HandReceipts, 'holders' | 'delivered' | 'safe'>;
	lineage: Pick<Lineage, 'fatesOf'>;
	/** So many are told at most. */
	most: number;
	/** Whether it was bought so long ago that an execution that still runs with it has most probably died. */
	isLongAgo(id: string): boolean;
}

/** What an execution that had it in hand has become. */
interface Link extends Holder {
	fate: Fate;
}

/** handedOn: by an execution that could not write it down; safe: n8n keeps it; open: to be looked at again. */
type Verdict = 'left' | 'open' | 'handedOn' | 'safe';

/**
 * Tells what became of videos that are settled by no receipt. n8n's data of each execution that had one
 * in hand is read, and what is found out for good is written down here, so that it is not read again.
 *
 * @returns those that no execution has, or may not have; and of the others that left the node the ones
 *   that were looked at
 */
export async function lostVideos(
	bought: Unsettled[],
	deps: LookDeps,
): Promise<{ left: Unfinished[]; others: string[] }> {
	const { receipts, lineage, most, isLongAgo } = deps;
	const left: Unfinished[] = [];
	const others: string[] = [];
	const handedOn: string[] = [];
	const safe = new Map<string, Holder[]>();
	const budget = { looks: MAX_LOOKED_INTO };
	for (let from = 0; from < bought.length && left.length < most; from += AT_ONCE) {
		const some = bought.slice(from, from + AT_ONCE);
		const chains = await withFates(
			await receipts.holders(some.map(({ id }) => id)),
			lineage,
			budget,
		);
		for (const { id, hasLeft } of some) {
			const chain = chains.get(id) ?? [];
			const verdict = hasLeft ? behind(chain, isLongAgo(id)) : within(chain, isLongAgo(id));
			if (verdict === 'handedOn') handedOn.push(id);
			if (verdict === 'safe') safe.set(id, chain);
			if (verdict !== 'left' && hasLeft) others.push(id);
			if (verdict !== 'left') continue;
			const { executionId } = chain.filter(hasHad).at(-1) ?? {};
			const wasParked = chain.some(({ role }) => role === 'parked');
			// Whether its Retry has handed it on, nothing tells.
			const lost = wasParked ? undefined : lostBy(id, chain);
			left.push({ id, executionId, hasLeft, wasParked, lost });
		}
	}
	await receipts.delivered(handedOn);
	await receipts.safe(safe);
	return { left: left.slice(0, most), others };
}

const hasHad = ({ role }: Holder): boolean => role !== 'none';

/** Reads each execution once, whatever it has in hand. What is not read is open. */
async function withFates(
	holders: Map<string, Holder[]>,
	{ fatesOf }: Pick<Lineage, 'fatesOf'>,
	budget: { looks: number },
): Promise<Map<string, Link[]>> {
	const ofExecution = new Map<string, string[]>();
	for (const [id, chain] of holders) {
		for (const { executionId, role } of chain) {
			if (executionId === undefined || role === 'none') continue;
			ofExecution.set(executionId, [...(ofExecution.get(executionId) ?? []), id]);
		}
	}
	const fates = new Map<string, Fate>();
	const nameOf = (executionId: string, id: string) => JSON.stringify([executionId, id]);
	for (const [executionId, ids] of ofExecution) {
		if (budget.looks-- <= 0) break;
		const found = await fatesOf(executionId, ids);
		ids.forEach((id, at) => fates.set(nameOf(executionId, id), found[at] ?? 'open'));
	}
	const linked = (id: string, holder: Holder): Link => ({
		...holder,
		fate:
			holder.role === 'none' ? 'lost' : (fates.get(nameOf(holder.executionId ?? '', id)) ?? 'open'),
	});
	return new Map(
		[...holders].map(([id, chain]) => [id, chain.map((holder) => linked(id, holder))]),
	);
}

/** Of what has not left the node, as far as its buyer has written down. */
function within(chain: Link[], isLongAgo: boolean): Verdict {
	// What a buyer hands on it says itself; of others n8n may keep no data once they have succeeded.
	const others = chain.filter(({ role }) => role !== 'buyer');
	const last = chain.filter(hasHad).at(-1);
	const isGone = last !== undefined && last.role !== 'buyer' && last.fate === 'gone';
	if (isGone || others.some(({ fate }) => fate === 'handedOn')) return 'safe';
	if (others.some(({ fate }) => fate === 'onItsWay')) return 'handedOn';
	const waits = chain.some(
		({ role, fate }) => role === 'parked' && (fate === 'open' || (fate === 'runs' && !isLongAgo)),
	);
	return waits ? 'open' : 'left';
}

/** Of what has left the node: one execution that n8n has it in is enough. */
function behind(chain: Link[], isLongAgo: boolean): Verdict {
	const fates = new Set(chain.map(({ fate }) => fate));
	// Of what was bought by an older version, or by an execution that n8n doesn't keep, nothing can be told.
	if (fates.size === 0 || fates.has('handedOn') || fates.has('gone')) return 'safe';
	if (fates.has('onItsWay') || fates.has('open')) return 'open';
	return fates.has('runs') && !isLongAgo ? 'open' : 'left';
}

/** Only where each execution that ever had it is known to have ended without handing it on. */
function lostBy(id: string, chain: Link[]): Lost | undefined {
	const executionId = chain[0]?.executionId;
	const isLost = executionId !== undefined && chain.every(({ fate }) => fate === 'lost');
	return isLost ? { id, executionId, turn: nextTurn(chain) } : undefined;
}
