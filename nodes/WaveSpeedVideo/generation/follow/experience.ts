import type { DurationRange } from './schedule';

/** How long earlier jobs took, by kind (a model with its size and duration). */
export interface Experience {
	range(kind: string): DurationRange | undefined;
	record(kind: string, durationMs: number): void;
}

/** Fewer say little. */
const ENOUGH = 3;

/** More are old. */
const KEEP = 10;

/**
 * Experience kept in the node's static data. n8n saves that for production executions only and lets
 * the last of two that end together win (n8n-core, workflow static data): good enough for a hint
 * about when to look, and nothing is lost without it.
 */
export function openExperience(store: Record<string, unknown>): Experience {
	const name = (kind: string) => `took:${kind}`;
	const read = (kind: string): number[] => {
		const kept = store[name(kind)];
		return Array.isArray(kept) ? kept.filter((one): one is number => typeof one === 'number') : [];
	};
	return {
		range(kind) {
			const took = read(kind);
			if (took.length < ENOUGH) return undefined;
			return { shortestMs: Math.min(...took), longestMs: Math.max(...took) };
		},
		record(kind, durationMs) {
			store[name(kind)] = [...read(kind), durationMs].slice(-KEEP);
		},
	};
}
