import { createHash } from 'crypto';
import { z } from 'zod';
import { HOUR_MS } from './times';

const stateSchema = z.object({
	/** Number of this form. */
	format: z.literal(1),
	/** Whose predictions these are: a hash of the address and the key. */
	account: z.string(),
	/** What was created before is not looked at (any more); milliseconds since 1970, as all times here. */
	from: z.number(),
	/** When the newest known prediction was created. */
	newest: z.number(),
	/** When all that may still matter was looked at last. */
	fullAt: z.number(),
	/** Predictions that were dealt with, by the hour of their creation: their marks in a row. */
	dealtWith: z.record(z.string(), z.string()),
	/** Those that were seen unfinished, with the time of their creation. */
	open: z.record(z.string(), z.number()),
	/** The last that were handed to n8n, and by which process. */
	handed: z.object({ by: z.string(), ids: z.array(z.string()), at: z.number() }).optional(),
});

/** All that the trigger remembers between two looks, as plain JSON. */
export type WatchState = z.infer<typeof stateSchema>;

/** Letters of a mark: 72 bits, so that no two predictions of a week share one. */
const MARK_LENGTH = 12;

/** A prediction in the memory: its ID would take three times the room. */
export const markOf = (id: string): string =>
	createHash('sha256').update(id).digest('base64').slice(0, MARK_LENGTH);

/** The state as it was kept; undefined for none, or one that makes no sense. */
export function readState(kept: unknown): WatchState | undefined {
	const parsed = stateSchema.safeParse(kept);
	return parsed.success ? parsed.data : undefined;
}

/** All marks of a state. */
export function marksIn({ dealtWith }: Pick<WatchState, 'dealtWith'>): Set<string> {
	const marks = new Set<string>();
	for (const row of Object.values(dealtWith)) {
		for (let at = 0; at < row.length; at += MARK_LENGTH) {
			marks.add(row.slice(at, at + MARK_LENGTH));
		}
	}
	return marks;
}

const hourOf = (time: number): number => Math.floor(time / HOUR_MS);

/** The marks with more, and without those of hours that are no longer looked at. */
export function withMarks(
	{ dealtWith }: Pick<WatchState, 'dealtWith'>,
	more: Array<{ id: string; createdAt: number }>,
	from: number,
): WatchState['dealtWith'] {
	const kept = Object.entries(dealtWith).filter(([hour]) => Number(hour) >= hourOf(from));
	const rows = new Map(kept);
	for (const { id, createdAt } of more) {
		const hour = String(hourOf(createdAt));
		rows.set(hour, (rows.get(hour) ?? '') + markOf(id));
	}
	return Object.fromEntries(rows);
}
