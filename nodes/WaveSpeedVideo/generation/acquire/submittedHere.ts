const byService = new Map<string, Set<string>>();

/**
 * Ids of all predictions that this process has submitted to a service, whichever execution they
 * were for: executions that run side by side may submit at the same moment, and a job whose answer
 * was lost must not be taken for another execution's. Grows by some dozen bytes for a paid video.
 *
 * @param apiUrl the credential's Base URL; ids are unique within a service only
 */
export function submittedHere(apiUrl: string): Set<string> {
	const ids = byService.get(apiUrl) ?? new Set<string>();
	byService.set(apiUrl, ids);
	return ids;
}
