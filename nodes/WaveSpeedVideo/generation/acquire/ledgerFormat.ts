import type { Failure } from '../../api/failure';
import type { Prediction } from '../../api/schemas';
import { newLineage } from './lineage';
import type { Purchase, RequestBody } from './purchase';

const NAME = 'waveSpeedLedger';

/** Counts up when the form changes; older ones are read. */
const FORMAT = 2;

/** What lies in the execution's context. */
export interface LedgerContent {
	format: number;
	/** The same in an execution and all retries that start from its context. */
	lineage: string;
	purchases: Record<string, Purchase>;
}

/** The ledger in an execution's context; an empty one is put there when there is none. */
export function readLedger(store: Record<string, unknown>): LedgerContent {
	const kept = store[NAME] as Partial<LedgerContent> | Record<string, Format1> | undefined;
	if (kept && 'format' in kept && kept.format === FORMAT) return kept as LedgerContent;
	const content: LedgerContent = {
		format: FORMAT,
		lineage: newLineage(),
		purchases: kept && !('format' in kept) ? fromFormat1(kept as Record<string, Format1>) : {},
	};
	store[NAME] = content;
	return content;
}

/** Version 0.1: `run:item:hash` → entry. It knew neither intents nor what was ordered. */
interface Format1 {
	state: Purchase['state'];
	model: string;
	submittedAt: number;
	executionId?: string;
	body?: RequestBody;
	lostAt?: number;
	reason?: string;
	prediction?: Prediction;
	failure?: Failure;
}

function fromFormat1(entries: Record<string, Format1>): Record<string, Purchase> {
	const purchases = Object.entries(entries).map(([key, entry]) => {
		const { model, executionId = '', ...facts } = entry;
		const [run = '0', item = '0'] = key.split(':');
		const purchase = {
			...facts,
			key,
			place: `${run}:${item}`,
			intent: '',
			ordered: '',
			order: { model, inputs: entry.body ?? {}, media: {} },
			executionId,
			revision: 0,
			...(entry.state === 'failed' ? { failedAt: entry.submittedAt } : {}),
		};
		return [key, purchase as Purchase] as const;
	});
	return Object.fromEntries(purchases);
}
