/** How long earlier jobs took, by kind (a model with its size and duration). */
export interface Experience {
	/** A few, in milliseconds; empty as long as they are too few to say anything. */
	earlier(kind: string): readonly number[];
	record(kind: string, tookMs: number): void;
}

/** Fewer say little. */
const ENOUGH = 3;

/** Of earlier runs more are old; of one run so many stand for all. */
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
 * @param random in [0, 1): draws which of a large run's durations are kept
 */
export function openExperience(
	store: Record<string, unknown>,
	service: string,
	random: () => number,
	memory: Map<string, number[]> = ofProcess,
): Experience {
	const stored = (kind: string) => durations(store[`took:${kind}`]);
	const nameInMemory = (kind: string) => `${service} ${kind}`;
	const recorded = new Map<string, number>();
	return {
		earlier(kind) {
			const took = [stored(kind), memory.get(nameInMemory(kind)) ?? []].find(
				({ length }) => length >= ENOUGH,
			);
			return took ?? [];
		},
		record(kind, tookMs) {
			const count = (recorded.get(kind) ?? 0) + 1;
			recorded.set(kind, count);
			const place = Math.floor(random() * count);
			store[`took:${kind}`] = kept(stored(kind), tookMs, count, place);
			const name = nameInMemory(kind);
			const remembered = kept(memory.get(name) ?? [], tookMs, count, place);
			memory.delete(name);
			memory.set(name, remembered);
			const [oldest] = memory.keys();
			if (memory.size > MAX_KINDS && oldest !== undefined) memory.delete(oldest);
		},
	};
}

/**
 * A fair sample of a run's durations: jobs that are submitted together end in the order of their
 * length, so that the last few would be the longest.
 *
 * @param count durations that this run has recorded, with this one
 * @param place drawn from as many
 */
function kept(earlier: readonly number[], tookMs: number, count: number, place: number): number[] {
	if (count <= KEEP) return [...earlier, tookMs].slice(-KEEP);
	return place < KEEP ? earlier.map((one, at) => (at === place ? tookMs : one)) : [...earlier];
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
