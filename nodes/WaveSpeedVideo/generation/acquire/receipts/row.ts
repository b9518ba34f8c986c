import type { EntryStore, WriterDeps } from '../../../base/entryStore';
import { EntryNames } from './entries';
import { EntryWriter } from './entryWriter';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MINUTES = HOUR_MS / MINUTE_MS;

/** WaveSpeed forgets a prediction after 7 days, so a receipt is of no use then. */
const HOURS_KEPT = 7 * 24;

/** … and looked for so far ahead: n8n's clock may have been set back since. */
const HOURS_AHEAD = 24;

/** More times than this at one mark were left behind by a look that was broken off. */
const MAX_TIMES = 8;

/** Times that a look is repeated which another process's look disturbs. */
const MAX_LOOKS = 5;

/** In place of what a look is about: there after one that was broken off, so that what it left is not believed. */
export const DECOY = 'a look that was broken off';

/** A time in which a purchase was marked, in milliseconds since 1970. */
export interface Period {
	from: number;
	to: number;
}

/** Time and chance for receipts; they go on after a stop. */
export type RowDeps = WriterDeps & { now(): number };

/** One writer for each store of this process. */
const writers = new Map<string, EntryWriter>();

function writerOf(store: EntryStore, deps: WriterDeps): EntryWriter {
	const writer = writers.get(store.name) ?? new EntryWriter(deps);
	writers.set(store.name, writer);
	return writer;
}

/** A node's entries in n8n's database, and how they are asked. Throws what the store throws. */
export class ReceiptRow {
	readonly names: EntryNames;
	private readonly writer: EntryWriter;

	/** @param secret the account's API key */
	constructor(
		private readonly store: EntryStore,
		secret: string,
		private readonly deps: RowDeps,
	) {
		this.names = new EntryNames(secret, store.place);
		this.writer = writerOf(store, deps);
	}

	/** Names the row; rows of one name are the same. */
	get name(): string {
		return this.store.name;
	}

	now = () => this.deps.now();

	/** A random number, uniform in [0, 1). */
	random = () => this.deps.random();

	/** A random pause (ms). */
	async pause(from: number, to: number): Promise<void> {
		await this.deps.pause(from + this.deps.random() * (to - from));
	}

	/** Adds entries; they are read back beside what follows. @returns those that were there before */
	async keep(entries: string[]): Promise<Set<string>> {
		return await this.writer.keep(this.store, entries);
	}

	/** Adds what is true whether it can be written now or not. */
	async keepInTheEnd(entries: string[]): Promise<void> {
		await this.writer.keepInTheEnd(this.store, entries);
	}

	/** Whether n8n's database has ever answered this process. */
	get hasAnswered(): boolean {
		return this.writer.hasAnswered;
	}

	async remove(entries: string[]): Promise<void> {
		await this.writer.remove(this.store, entries);
	}

	/** Which entries are there. */
	async look(entries: string[]): Promise<Set<string>> {
		return await this.writer.look(this.store, entries);
	}

	/** Settles when all that this process has written here is proved to stay, or given up. */
	async settled(): Promise<void> {
		await this.writer.settled();
	}

	async count(): Promise<number> {
		return await this.store.count();
	}

	/** Looks with decoys that tell a look that was broken off; undefined when one is there. */
	async lookSafely(entries: string[], ...decoys: string[]): Promise<Set<string> | undefined> {
		for (let attempt = 0; attempt < MAX_LOOKS; attempt++) {
			const startedAt = this.now();
			const there = await this.look([...decoys, ...entries]);
			if (!decoys.some((decoy) => there.has(decoy))) return there;
			// Another process may be looking just now, and its look takes as long as this one.
			const took = this.now() - startedAt;
			await this.pause(Math.max(100, took), Math.max(300, 4 * took));
		}
		return undefined;
	}

	/** What marks a purchase now: that there is one, and when. */
	markEntries(key: string): string[] {
		return [this.names.mark(key), ...this.timeEntries(key, this.deps.now())];
	}

	private timeEntries(key: string, at: number): string[] {
		const hour = this.names.hour(key, Math.floor(at / HOUR_MS));
		return [hour, this.names.minute(key, Math.floor(at / MINUTE_MS))];
	}

	/** All that may say that the key was marked in the last hours. */
	recentMarkEntries(key: string): string[] {
		const times = this.hoursBack(MAX_TIMES).flatMap((hour) => [
			this.names.hour(key, hour),
			...minutesOf(hour).map((minute) => this.names.minute(key, minute)),
		]);
		return [this.names.mark(key), ...times];
	}

	/** The newest first. */
	private hoursBack(count: number, ahead = 0): number[] {
		const last = Math.floor(this.deps.now() / HOUR_MS) + ahead;
		return Array.from({ length: ahead + count }, (_, ago) => last - ago);
	}

	/** Marks a purchase. @returns whether it had been marked before */
	async mark(key: string, also: readonly string[] = []): Promise<boolean> {
		const now = this.deps.now();
		const minute = Math.floor(now / MINUTE_MS);
		const others = also.flatMap((one) => this.markEntries(one));
		const there = await this.keep([...this.markEntries(key), ...others]);
		if (!there.has(this.names.mark(key))) return false;
		if (there.has(this.names.minute(key, minute))) return true;
		// Without an earlier time it is what another process has put back of our own look.
		const periods = await this.markedIn(key);
		return periods.some(({ from }) => from !== minute * MINUTE_MS);
	}

	/** When a key was marked in the last 7 days, or in so many hours; empty when it was not. */
	async markedIn(key: string, hoursBack = HOURS_KEPT + 1): Promise<Period[]> {
		const { names } = this;
		const there = async (times: number[], nameOf: (key: string, time: number) => string) => {
			const found = await this.look(times.map((time) => nameOf(key, time)));
			return times.filter((time) => found.has(nameOf(key, time)));
		};
		const hours = await there(this.hoursBack(hoursBack, HOURS_AHEAD), names.hour);
		const [newest, oldest] = [hours[0], hours.at(-1)];
		if (newest === undefined || oldest === undefined) return [];
		if (hours.length > MAX_TIMES) {
			return [{ from: oldest * HOUR_MS, to: Math.max(this.deps.now(), newest * HOUR_MS) }];
		}
		const minutes = await there(hours.flatMap(minutesOf), names.minute);
		const [times, length] =
			minutes.length > 0 && minutes.length <= MAX_TIMES ? [minutes, MINUTE_MS] : [hours, HOUR_MS];
		return times.map((time) => ({ from: time * length, to: (time + 1) * length }));
	}
}

const minutesOf = (hour: number): number[] =>
	Array.from({ length: MINUTES }, (_, minute) => hour * MINUTES + minute);
