/** An account's limit of submissions, as a service may count it. Times in milliseconds. */
export interface RateLimit {
	/** Accepts and counts a submission, or refuses it. */
	accepts(now: number): boolean;
	/** How long until one more is accepted: what an honest Retry-After says. */
	opensIn(now: number): number;
	/** The shortest time in which so many can be accepted. */
	idealMs(items: number): number;
}

/** Counts from each full minute (or other span) anew; `phaseMs` of the first one are over already. */
export function fixedWindow(limit: number, spanMs: number, start: number, phaseMs = 0): RateLimit {
	let current = 0;
	let used = 0;
	const windowAt = (now: number) => Math.floor((now - start + phaseMs) / spanMs);
	return {
		accepts: (now) => {
			if (windowAt(now) !== current) {
				current = windowAt(now);
				used = 0;
			}
			if (used >= limit) return false;
			used++;
			return true;
		},
		opensIn: (now) => (windowAt(now) + 1) * spanMs - phaseMs - (now - start),
		idealMs: (items) => Math.max(0, (Math.ceil(items / limit) - 1) * spanMs - phaseMs),
	};
}

/** Never more than `limit` in any span. */
export function slidingWindow(limit: number, spanMs: number): RateLimit {
	const accepted: number[] = [];
	return {
		accepts: (now) => {
			while (accepted[0] !== undefined && now - accepted[0] >= spanMs) accepted.shift();
			if (accepted.length >= limit) return false;
			accepted.push(now);
			return true;
		},
		opensIn: (now) => (accepted[0] ?? now) + spanMs - now,
		idealMs: (items) => Math.floor((items - 1) / limit) * spanMs,
	};
}

/** `capacity` tokens at first; `limit` new ones are dealt out evenly over a span. */
export function tokenBucket(
	limit: number,
	spanMs: number,
	start: number,
	capacity = limit,
): RateLimit {
	let tokens = capacity;
	let filledAt = start;
	const fill = (now: number) => {
		tokens = Math.min(capacity, tokens + ((now - filledAt) * limit) / spanMs);
		filledAt = now;
	};
	return {
		accepts: (now) => {
			fill(now);
			if (tokens < 1) return false;
			tokens--;
			return true;
		},
		opensIn: (now) => {
			fill(now);
			return ((1 - tokens) * spanMs) / limit;
		},
		idealMs: (items) => (Math.max(0, items - capacity) * spanMs) / limit,
	};
}

/** What a refusal's Retry-After says, given the honest time until one more is accepted. */
export const retryAfters: Record<string, (opensInMs: number) => number | undefined> = {
	none: () => undefined,
	honest: (opensInMs) => Math.ceil(opensInMs / 1000) * 1000,
	'too short': () => 1_000,
	'too long': () => 60_000,
	absurd: () => 30 * 24 * 3_600_000,
};

/** Rates of accounts: so many in so long (ms). */
export const rates = {
	'10 a second': [10, 1_000],
	'2 a minute': [2, 60_000],
	'5 a minute': [5, 60_000],
} as const;

/** The ways in which services count, by what they are called. */
export const services: Record<
	string,
	(limit: number, spanMs: number, start: number, phase: number) => RateLimit
> = {
	'a fixed window': (limit, spanMs, start, phase) =>
		fixedWindow(limit, spanMs, start, phase * spanMs),
	'a sliding window': (limit, spanMs) => slidingWindow(limit, spanMs),
	'a token bucket': (limit, spanMs, start) => tokenBucket(limit, spanMs, start),
};
