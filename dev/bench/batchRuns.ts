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

/** Runs a batch in the world's n8n, downloads included. */
export async function runBatch(world: World, batch: BatchRun): Promise<Measured> {
	const { simulator } = world;
	simulator.reset();
	simulator.settings.jobSeconds = batch.jobSeconds;
	for (const fault of batch.faults ?? []) simulator.misbehave(fault);
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
	);
	const run = execution.runs(GENERATE).at(-1);
	const videos = execution.items(GENERATE).length;
	if (execution.status !== 'success' || !run || videos !== batch.items) {
		throw new Error(`${batch.name}: ${videos} videos of ${batch.items}`);
	}
	const polls = simulator.requests.filter(({ operation }) => operation === 'poll');
	await until(() => polls.every(({ endedAt }) => endedAt));
	const lags = simulator.predictions.map(({ id, endedAt = NaN }) => {
		const told = polls.find((poll) => poll.predictionId === id && poll.time >= endedAt);
		return ((told?.endedAt ?? NaN) - endedAt) / 1000;
	});
	return {
		seconds: run.executionTime / 1000,
		looks: polls.length,
		lists: simulator.requests.filter(({ operation }) => operation === 'list').length,
		meanLag: lags.reduce((sum, lag) => sum + lag, 0) / lags.length,
		maxLag: Math.max(...lags),
	};
}
