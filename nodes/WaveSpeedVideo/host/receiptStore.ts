import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { type EntryStore, NoEntriesError, type WriterDeps } from '../base/entryStore';
import { wordsOf } from '../base/thrown';

const OPTIONS = { mode: 'entries' } as const;

/**
 * Where receipts are kept: the row that n8n's deduplication helpers have in its database for this
 * node of this workflow. They write at once, in every place where execute() runs, on n8n 1 and 2;
 * their row goes when the workflow is deleted, and a copy of the workflow has its own.
 *
 * @returns undefined where n8n has no such helpers (webhook(), a foreign host)
 */
export function openReceiptStore(
	ctx: Pick<IExecuteFunctions, 'helpers' | 'getNode' | 'getWorkflow'>,
): EntryStore | undefined {
	const { helpers } = ctx;
	const { checkProcessedAndRecord, removeProcessed, getProcessedDataCount } = helpers as Partial<
		typeof helpers
	>;
	const workflowId = ctx.getWorkflow().id;
	if (!checkProcessedAndRecord || !removeProcessed || !getProcessedDataCount || !workflowId) {
		return undefined;
	}
	const place = `${workflowId}/${ctx.getNode().id}`;
	return {
		name: place,
		place,
		add: async (entries, maxEntries) =>
			await asked(async () => {
				const options = maxEntries === undefined ? OPTIONS : { ...OPTIONS, maxEntries };
				const { processed } = await checkProcessedAndRecord(entries, 'node', options);
				return new Set(processed.map(String));
			}),
		remove: async (entries) =>
			await asked(async () => await removeProcessed(entries, 'node', OPTIONS)),
		count: async () => await asked(async () => await getProcessedDataCount('node', OPTIONS)),
	};
}

/** n8n's engine without its database says so (n8n-core's data-deduplication-service.js). */
const NO_DATABASE = 'needs to initialized before use';

/** @throws NoEntriesError where n8n has no database; what n8n throws when that fails */
const asked = async <T>(task: () => Promise<T>): Promise<T> =>
	await task().catch(async (error: Error) => {
		const isNone = wordsOf(error).includes(NO_DATABASE);
		return await Promise.reject(isNone ? new NoEntriesError(NO_DATABASE) : error);
	});

/** Time and chance for the store's writer: n8n's plain sleep, which a stop doesn't end. */
export const writerDeps: WriterDeps & { now(): number } = {
	pause: async (ms) => await sleep(ms),
	random: () => Math.random(),
	now: () => Date.now(),
};
