/** What this process has submitted to one service, and is submitting now. */
export interface ProcessRecord {
	/** Ids of predictions, whichever execution they were for. Some dozen bytes for a paid video. */
	ids: Set<string>;
	/** Submissions without an answer yet: what was sent (its hash), and when that is over. */
	underWay: Map<Promise<unknown>, string>;
}

const byService = new Map<string, ProcessRecord>();

/**
 * Executions that run side by side may submit at the same moment, and a job whose answer was lost
 * must not be taken for another execution's.
 *
 * @param apiUrl the credential's Base URL; ids are unique within a service only
 */
export function processRecord(apiUrl: string): ProcessRecord {
	const record = byService.get(apiUrl) ?? { ids: new Set<string>(), underWay: new Map() };
	byService.set(apiUrl, record);
	return record;
}
