import type { Failure, FailureCode } from '../api/failure';
import type { VideoModel } from './model';

/** Failures that say that the model itself is not there. */
const NOT_THERE = new Set<FailureCode>(['model_not_found', 'provider_unavailable']);

/** The failure, with what to do when this very model is gone. */
export function withModelAdvice({ advice }: Pick<VideoModel, 'advice'>, failure: Failure): Failure {
	if (!advice || !NOT_THERE.has(failure.code)) return failure;
	return { ...failure, advice: `${failure.advice} ${advice}` };
}
