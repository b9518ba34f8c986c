import type { Rule } from '../simulator/faults';
import { until } from '../world/until';
import type { World } from '../world/world';
import { chain, GENERATE, generating, givingItems } from '../world/workflows';

/** One measured batch. */
export interface BatchRun {
	name: string;
	items: number;
	jobSeconds: number;
	/** Runs of the same kind of job share it, so that the node's experience shows only where meant. */
	size: string;
	/** Seconds of video. */
	duration: number;
	maxConcurrent?: number;
	/** Default: the node's own schedule. */
	pollInterval?: number;
	faults?: Rule[];
	/** The run before was of the same kind. */
	again?: boolean;
}

export interface Measured {
	/** Seconds that the node took, as n8n recorded it. */
	seconds: number;
	/** Requests to the API after the submissions, by id and to the list. */
	looks: number;
	lists: number;
	/** Seconds from a job's end until its own answer told it, on average and at most. */
	meanLag: number;
	maxLag: number;
}

/** Of one batch, in milliseconds. */
const LONGEST = 600_000;

/** Looks of the vendor's node, in seconds. */
const VENDOR_INTERVAL = 2;

/** The vendor's way: one after another, a look every 2 s, each video into memory. */
export const vendorsWay = { maxConcurrent: 1, pollInterval: VENDOR_INTERVAL };

/** What the vendor's way comes to at best: each job is seen at the next of its own looks. */
export function vendorAtBest({ items, jobSeconds }: Pick<BatchRun, 'items' | 'jobSeconds'>) {
	const looks = Math.ceil(jobSeconds / VENDOR_INTERVAL);
	return { seconds: items * looks * VENDOR_INTERVAL, looks: items * looks };
}

/**
 * Runs batches in the world's n8n at the same time, downloads included. They must be of different
 * kinds.
 */
export async function runBatches(world: World, batches: BatchRun[]): Promise<Measured[]> {
	const { simulator } = world;
	simulator.reset();
	const kind = ({ size, duration }: Pick<BatchRun, 'size' | 'duration'>) => `${size} ${duration}`;
	simulator.settings.jobSeconds = ({ inputs }) =>
		batches.find((batch) => kind(batch) === kind(inputs as never))?.jobSeconds ?? NaN;
	for (const fault of batches.flatMap(({ faults = [] }) => faults)) simulator.misbehave(fault);
	return await Promise.all(batches.map(async (batch) => await runOne(world, batch, kind(batch))));
}

async function runOne(world: World, batch: BatchRun, kind: string): Promise<Measured> {
	const { simulator } = world;
	const prompts = Array.from({ length: batch.items }, () => ({
		prompt: 'A paper boat in the rain',
	}));
	const { size, duration, maxConcurrent, pollInterval = '' } = batch;
	const execution = await world.run(
		chain(batch.name, [
			...givingItems(prompts),
			generating({
				operation: 'textToVideoPro',
				prompt: '={{ $json.prompt }}',
				size,
				duration,
				// The schedule that users get, not the short interval of the tests.
				options: { pollInterval, ...(maxConcurrent ? { maxConcurrent } : {}) },
			}),
		]),
		LONGEST,
	);
	const run = execution.runs(GENERATE).at(-1);
	const videos = execution.items(GENERATE).length;
	if (execution.status !== 'success' || !run || videos !== batch.items) {
		throw new Error(`${batch.name}: ${videos} videos of ${batch.items}`);
	}
	const jobs = simulator.predictions.filter(
		({ inputs }) => `${String(inputs.size)} ${String(inputs.duration)}` === kind,
	);
	const ids = new Set(jobs.map(({ id }) => id));
	const polls = simulator.requests.filter(
		({ operation, predictionId = '' }) => operation === 'poll' && ids.has(predictionId),
	);
	await until(() => polls.every(({ endedAt }) => endedAt));
	const lags = jobs.map(({ id, endedAt = NaN }) => {
		const told = polls.find((poll) => poll.predictionId === id && poll.time >= endedAt);
		return ((told?.endedAt ?? NaN) - endedAt) / 1000;
	});
	// Of several batches at once only those of three jobs and more look by list.
	const lists = simulator.requests.filter(({ operation }) => operation === 'list').length;
	return {
		seconds: run.executionTime / 1000,
		looks: polls.length,
		lists: batch.items > 2 ? lists : 0,
		meanLag: lags.reduce((sum, lag) => sum + lag, 0) / lags.length,
		maxLag: Math.max(...lags),
	};
}
