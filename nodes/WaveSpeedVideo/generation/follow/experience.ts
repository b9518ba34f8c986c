/** How long earlier jobs took, by kind (a model with its size and duration). */
export interface Experience {
	/** The last few, in milliseconds; empty as long as they are too few to say anything. */
	earlier(kind: string): readonly number[];
	record(kind: string, tookMs: number): void;
}

/** Fewer say little. */
const ENOUGH = 3;

/** More are old. */
const KEEP = 10;

/** Kinds that the process remembers; the one unused for longest goes first. */
const MAX_KINDS = 500;

/** Of this process, for manual executions too, whose static data n8n doesn't save. */
const ofProcess = new Map<string, number[]>();

/**
 * Experience kept in the workflow's static data and in the process. n8n saves static data for
 * production executions only and lets the last of two that end together win (n8n-core, workflow
 * static data): good enough for a hint about when to look, and nothing is lost without it.
 *
 * @param service the credential's Base URL: another service has another pace
 */
export function openExperience(
	store: Record<string, unknown>,
	service: string,
	memory: Map<string, number[]> = ofProcess,
): Experience {
	const stored = (kind: string) => durations(store[`took:${kind}`]);
	const nameInMemory = (kind: string) => `${service} ${kind}`;
	return {
		earlier(kind) {
			const took = [stored(kind), memory.get(nameInMemory(kind)) ?? []].find(
				({ length }) => length >= ENOUGH,
			);
			return took ?? [];
		},
		record(kind, tookMs) {
			store[`took:${kind}`] = [...stored(kind), tookMs].slice(-KEEP);
			const name = nameInMemory(kind);
			const remembered = [...(memory.get(name) ?? []), tookMs].slice(-KEEP);
			memory.delete(name);
			memory.set(name, remembered);
			const [oldest] = memory.keys();
			if (memory.size > MAX_KINDS && oldest !== undefined) memory.delete(oldest);
		},
	};
}

/** What lies in static data may come from anywhere. */
function durations(kept: unknown): number[] {
	if (!Array.isArray(kept)) return [];
	return kept
		.filter((one): one is number => typeof one === 'number' && one > 0 && one < Infinity)
		.slice(-KEEP);
}

/** The service's own figure is of the work alone: a moment for the queue is added (milliseconds). */
const QUEUE_MS = 1_000;
const QUEUE_SHARE = 0.03;

/** Looks further apart than this tell nothing of when the job ended (milliseconds). */
const TOO_VAGUE_MS = 35_000;

/**
 * When a job was ready, going by the looks at it and the service's own figure.
 *
 * @param ranMs age at which it was last seen running
 * @param seenMs age at which it was seen as completed
 * @param inferenceMs what the service says that the work took, if it does
 * @returns milliseconds; undefined when the looks are too far apart
 */
export function tookAbout(ranMs: number, seenMs: number, inferenceMs: unknown): number | undefined {
	if (seenMs - ranMs > TOO_VAGUE_MS) return undefined;
	if (typeof inferenceMs !== 'number' || !(inferenceMs > 0)) return seenMs;
	const usual = inferenceMs + Math.max(QUEUE_MS, inferenceMs * QUEUE_SHARE);
	// Its queue was longer. A look at the time at which it ran would find the next one running, too.
	if (usual <= ranMs) return (ranMs + seenMs) / 2;
	return Math.min(seenMs, usual);
}
