import type { WaveSpeedClient } from '../../api/client';
import type { Prediction } from '../../api/schemas';
import type { Runtime } from '../../base/runtime';
import type { Experience } from './experience';
import { FollowedJobs } from './followedJobs';
import type { WaitResult } from './waitResult';

export interface FollowOptions {
	/** How long to wait from now on, in milliseconds. */
	timeoutMs: number;
	/** The user's fixed Poll Interval, in milliseconds. */
	fixedDelayMs?: number;
	/** Jobs of one kind take about the same time: the model with its size and duration. */
	kind?: string;
}

export interface FollowerDeps {
	client: Pick<WaveSpeedClient, 'getPrediction' | 'listPredictions'>;
	runtime: Runtime;
	experience: Experience;
	/** How many predictions the run will follow, for the progress that is told. */
	total?: number;
}

/** Follows all predictions of a run together: one look for many. */
export interface Follower {
	/**
	 * Waits until the prediction is terminal or the time is over. Rejects with StoppedError as soon as
	 * the execution is stopped.
	 *
	 * @param known the last that was seen of it, e.g. the answer to its submission
	 * @param submittedAt milliseconds since 1970
	 */
	follow(known: Prediction, submittedAt: number, options: FollowOptions): Promise<WaitResult>;
	/** The same for a prediction of which only the id is known; it is looked at at once. */
	find(id: string, options: FollowOptions): Promise<WaitResult>;
}

export function createFollower(deps: FollowerDeps): Follower {
	const jobs = new FollowedJobs(deps);
	return {
		follow: async (known, submittedAt, options) =>
			await jobs.add(known, submittedAt, options, true),
		find: async (id, options) => {
			const unseen = { id, model: '', status: 'unknown', outputs: [], error: '' };
			return await jobs.add(unseen, deps.runtime.now(), options, false);
		},
	};
}
