import type { Prediction } from '../api/schemas';
import { parseTime } from '../base/time';
import { isTerminal, lacksOutputs } from '../api/outcome';
import { FULL_EVERY_MS, HAND_AGAIN_MS, OUTPUTS_LATE_MS, OVERLAP_MS } from './times';
import type { WatchState } from './watchState';
import { markOf, marksIn, withMarks } from './watchState';

/** The most that is handed over at once: what is more comes with the next look. */
const MAX_HANDED = 100;

/** Old unfinished predictions that are asked for singly in one look. */
const MAX_SINGLES = 50;

/** What the next look has to read. */
export interface LookPlan {
	/** The list, of what was created since then; milliseconds since 1970. */
	from: number;
	/** Predictions to ask for by their IDs: unfinished, and created before that. */
	singles: string[];
	/** Whether the list is all that matters. */
	isFull: boolean;
}

export interface LookFacts {
	/** Milliseconds since 1970. */
	now: number;
	lookBackMs: number;
	/** Names the running process. */
	process: string;
	account: string;
	/** Whether the workflow wants it. */
	wanted(prediction: Prediction): boolean;
}

/** What a look brought. */
export interface Seen {
	state: WatchState;
	/** To hand over, the oldest first. */
	ids: string[];
}

const horizonOf = (state: WatchState | undefined, { now, lookBackMs }: LookFacts): number =>
	Math.max(state?.from ?? 0, now - lookBackMs);

/** What to read for the next look: of a busy account not all that may still matter each time. */
export function planLook(state: WatchState | undefined, facts: LookFacts): LookPlan {
	const horizon = horizonOf(state, facts);
	const isFull =
		!state ||
		state.account !== facts.account ||
		state.handed?.by !== facts.process ||
		facts.now - state.fullAt >= FULL_EVERY_MS;
	if (isFull) return { from: horizon, singles: [], isFull };
	const from = Math.max(horizon, state.newest - OVERLAP_MS);
	const old = Object.entries(state.open).filter(([, at]) => at >= horizon && at < from);
	return { from, singles: old.map(([id]) => id).slice(-MAX_SINGLES), isFull };
}

interface Read {
	prediction: Prediction;
	createdAt: number;
}

/**
 * What is new of what was read. The first look (of an account) hands nothing over: the trigger
 * starts with now. After a restart the last that was handed over is so again: n8n saves that it
 * was, and starts its execution, side by side, and a process can end between the two. Who takes
 * what was handed over knows what it has had.
 *
 * @param listed without those whose state can't be told
 */
export function takeLook(
	state: WatchState | undefined,
	plan: LookPlan,
	listed: Prediction[],
	facts: LookFacts,
): Seen {
	const { now, account, process } = facts;
	const horizon = horizonOf(state, facts);
	const read = distinct(listed, now).filter(({ createdAt }) => createdAt >= horizon);
	const marks = state ? marksIn(state) : new Set<string>();
	const isKnown = ({ prediction }: Read) => marks.has(markOf(prediction.id));
	const isFirst = !state || (state.account !== account && !read.some(isKnown));

	const ended = read.filter((one) => hasEnded(one, now) && !isKnown(one));
	const wanted = ended.filter(({ prediction }) => facts.wanted(prediction));
	const handed = isFirst ? [] : wanted.slice(0, MAX_HANDED);
	const left = isFirst ? [] : wanted.slice(MAX_HANDED);
	const again = isFirst ? [] : handedBefore(state, facts);

	const old = isFirst ? undefined : state;
	const open = { ...old?.open };
	for (const { prediction, createdAt } of read) {
		if (hasEnded({ prediction, createdAt }, now)) delete open[prediction.id];
		else open[prediction.id] = createdAt;
	}
	const newest = Math.max(old?.newest ?? horizon, ...read.map(({ createdAt }) => createdAt));
	const ids = [...new Set([...again, ...handed.map(({ prediction }) => prediction.id)])];
	return {
		ids,
		state: {
			format: 1,
			account,
			from: horizon,
			// What was left for the next look lies within what it reads.
			newest: Math.min(newest, ...left.map(({ createdAt }) => createdAt)),
			fullAt: plan.isFull ? now : (state?.fullAt ?? now),
			dealtWith: withMarks(
				old ?? { dealtWith: {} },
				ended
					.filter((one) => !left.includes(one))
					.map(({ prediction, createdAt }) => ({ id: prediction.id, createdAt })),
				horizon,
			),
			open: Object.fromEntries(Object.entries(open).filter(([, at]) => at >= horizon)),
			handed:
				ids.length > 0 || isFirst
					? { by: process, ids, at: now }
					: { ...(old?.handed ?? { ids: [], at: now }), by: process },
		},
	};
}

function handedBefore({ handed }: WatchState, { now, process }: LookFacts): string[] {
	if (!handed || handed.by === process || now - handed.at > HAND_AGAIN_MS) return [];
	return handed.ids;
}

function hasEnded({ prediction, createdAt }: Read, now: number): boolean {
	if (!isTerminal(prediction)) return false;
	return !lacksOutputs(prediction) || now - createdAt > OUTPUTS_LATE_MS;
}

/** Each prediction once, the oldest first; a page that moved on shows one twice. */
function distinct(listed: Prediction[], now: number): Read[] {
	const byId = new Map<string, Read>();
	for (const prediction of listed) {
		const earlier = byId.get(prediction.id);
		if (earlier && isTerminal(earlier.prediction)) continue;
		byId.set(prediction.id, { prediction, createdAt: parseTime(prediction.createdAt) ?? now });
	}
	return [...byId.values()].sort((one, other) => one.createdAt - other.createdAt);
}
