import type { Prediction } from '../../api/schemas';
import type { Failure } from '../../api/failure';

export type RequestBody = Record<string, unknown>;

/**
 * What is known of one item's submission. Written before and after the POST, so that whatever runs
 * the item again (Retry On Fail, a retry from the editor) follows it up instead of paying twice.
 */
export type LedgerEntry =
	/** The POST is on its way, or was when the execution ended. */
	| { state: 'submitting'; model: string; submittedAt: number; body: RequestBody }
	/** Its answer was lost: it may be bought. */
	| {
			state: 'unknown';
			model: string;
			submittedAt: number;
			/** When the answer was given up, in milliseconds since 1970. */
			lostAt: number;
			reason: string;
			body: RequestBody;
	  }
	| { state: 'submitted'; model: string; submittedAt: number; prediction: Prediction }
	| { state: 'completed'; model: string; submittedAt: number; prediction: Prediction }
	| { state: 'failed'; model: string; submittedAt: number; failure: Failure; executionId: string };

export interface Ledger {
	get(key: string): LedgerEntry | undefined;
	put(key: string, entry: LedgerEntry): void;
	/** Forgets an item that was certainly not submitted. */
	remove(key: string): void;
	/** Ids of all predictions whose submission is known: none of them is a lost one. */
	predictionIds(): Set<string>;
	/** How many submissions' fates are unknown; asked while none is under way. */
	lostCount(): number;
}

const NAME = 'waveSpeedLedger';

/**
 * The ledger of this execution.
 *
 * @param store the node's execution context, `getContext('node')`: n8n keeps it with the execution,
 * through Retry On Fail and retries of an errored execution (n8n-core, node-execution-context). It
 * is plain JSON, visible to whoever may see the execution: no secrets in it.
 * @param submittedIds what other executions have submitted too; this one adds its own
 */
export function openLedger(
	store: Record<string, unknown>,
	submittedIds = new Set<string>(),
): Ledger {
	store[NAME] ??= {};
	const entries = store[NAME] as Record<string, LedgerEntry>;
	return {
		get: (key) => entries[key],
		put: (key, entry) => {
			entries[key] = entry;
			if (entry.state === 'submitted') submittedIds.add(entry.prediction.id);
		},
		remove: (key) => {
			delete entries[key];
		},
		lostCount: () =>
			Object.values(entries).filter(({ state }) => state === 'unknown' || state === 'submitting')
				.length,
		predictionIds: () =>
			new Set([
				...submittedIds,
				...Object.values(entries).flatMap((entry) =>
					entry.state === 'submitted' || entry.state === 'completed'
						? [entry.prediction.id]
						: entry.state === 'failed' && entry.failure.predictionId
							? [entry.failure.predictionId]
							: [],
				),
			]),
	};
}

/**
 * Whether a failure on record is answered again as it is. Otherwise the item is submitted anew:
 * nothing was bought or it is refunded, and the reason may have passed.
 *
 * @param executionId of the present execution; a retry from the editor has a new one, and a person
 * who retries after a refusal that cost nothing (balance topped up, say) wants it tried again
 */
export function standsAsFailed(
	entry: Extract<LedgerEntry, { state: 'failed' }>,
	executionId: string,
): boolean {
	if (!entry.failure.lasting)
		return entry.failure.spent === 'yes' || entry.failure.spent === 'maybe';
	return entry.failure.spent !== 'no' || entry.executionId === executionId;
}
