import { predictionCause, refusalCause } from '../../../nodes/WaveSpeedVideo/api/causes';
import type { FailureCode } from '../../../nodes/WaveSpeedVideo/api/failure';

/** Code of the prediction, the service's text, and the cause that it must get. */
type Failed = [code: number | undefined, text: string, cause: FailureCode];

/** Texts as WaveSpeed and the providers behind it word them. */
const failedPredictions: Failed[] = [
	// The service's own code decides, whatever stands beside it.
	[1200, '', 'moderation'],
	[1200, 'duration must be one of 4, 8, 12', 'moderation'],
	[1400, 'prompt is required', 'invalid_input'],
	[1401, 'safety_tolerance must be at most 6', 'invalid_input'],
	[1401, 'model parameter not found', 'invalid_input'],
	[1402, 'failed to download image', 'media_not_reachable'],
	[1402, 'content of the image not accessible', 'media_not_reachable'],
	[1407, 'insufficient credits', 'insufficient_balance'],
	[5003, 'no healthy upstream', 'provider_unavailable'],
	[5003, 'model was flagged for maintenance', 'provider_unavailable'],

	// Codes that say only that it failed: the text decides.
	[1403, 'Content policy violation', 'moderation'],
	[0, 'Your request was rejected by our safety system', 'moderation'],
	[undefined, 'content_policy_violation', 'moderation'],
	[1403, 'The prompt was flagged by the moderation system.', 'moderation'],
	[1405, 'moderation_blocked', 'moderation'],
	[5000, 'Internal error: input image violates our usage policies', 'moderation'],
	[1403, 'NSFW content detected in the generated video', 'moderation'],
	[0, 'The input image may contain real person', 'moderation'],
	[1403, 'output video is flagged as sensitive content', 'moderation'],
	[
		1403,
		'This content may violate our guardrails concerning similarity to third-party content.',
		'moderation',
	],
	[undefined, 'Request was blocked due to copyright infringement policy', 'moderation'],
	[1403, 'sensitive information detected in prompt', 'moderation'],
	[0, 'The request failed because the input text may contain sensitive information.', 'moderation'],
	[1406, 'did not pass content moderation', 'moderation'],
	[1403, 'task failed: nsfw', 'moderation'],
	[0, 'inappropriate content', 'moderation'],

	[1403, 'safety_tolerance must be at most 6', 'invalid_input'],
	[undefined, 'enable_safety_checker must be a boolean', 'invalid_input'],
	[0, 'moderation must be one of auto, low', 'invalid_input'],
	[1403, 'duration 20 not available', 'invalid_input'],
	[1405, "size '1920*1080' is not supported by this model", 'invalid_input'],
	[0, 'prompt too long: at most 2000 characters', 'invalid_input'],
	[1403, 'invalid aspect ratio 2:1', 'invalid_input'],
	[0, 'resolution should be one of 480p, 720p', 'invalid_input'],

	[1403, 'Failed to download image from url', 'media_not_reachable'],
	[0, 'image url is not accessible', 'media_not_reachable'],
	[5000, 'The video could not be fetched', 'media_not_reachable'],
	[1403, 'Unable to access the provided image URL', 'media_not_reachable'],

	[0, 'insufficient balance', 'insufficient_balance'],
	[1403, 'Not enough credits', 'insufficient_balance'],

	[1403, 'The service is temporarily unavailable', 'provider_unavailable'],
	[5000, 'The engine is currently overloaded', 'provider_unavailable'],

	[1403, 'Task failed', 'generation_failed'],
	[1403, 'execution failed', 'generation_failed'],
	[5000, 'internal server error', 'generation_failed'],
	[5004, 'timeout', 'generation_failed'],
	[undefined, '', 'generation_failed'],
	[0, 'worker was killed: safety margin of memory exceeded', 'generation_failed'],
	[1405, 'CUDA out of memory', 'generation_failed'],
	[1403, 'task_canceled by upstream', 'generation_failed'],
	[9999, 'something new', 'generation_failed'],
	[1403, 'The policy server did not respond', 'generation_failed'],
	[1403, 'unsafe memory operation', 'generation_failed'],
];

it.each(failedPredictions)(
	'a prediction that failed with code %s and "%s" failed by %s',
	(code, text, expected) => {
		expect(predictionCause(code, text).code).toBe(expected);
	},
);

/** HTTP status, the envelope's own code, the text, and the cause that it must get. */
type Refused = [status: number, code: number | undefined, text: string, cause: FailureCode];

const refusals: Refused[] = [
	[400, 1407, 'whatever', 'insufficient_balance'],
	[429, 1407, 'insufficient credits', 'insufficient_balance'],
	[400, 1200, 'model not found', 'moderation'],
	[400, 1401, 'model not found', 'invalid_input'],
	[400, 1402, '', 'media_not_reachable'],
	[400, 5003, '', 'provider_unavailable'],
	[503, 5003, '', 'provider_unavailable'],

	[401, undefined, 'unauthorized', 'key_refused'],
	[401, undefined, 'model not found', 'key_refused'],
	[402, undefined, '', 'insufficient_balance'],
	[
		403,
		undefined,
		'Your account has been suspended for repeated policy violations',
		'account_refused',
	],
	[403, undefined, "role 'viewer' may not run models", 'account_refused'],
	[403, undefined, '', 'account_refused'],
	[403, undefined, 'Your prompt was rejected by our safety filter: content policy', 'moderation'],
	[429, undefined, 'too many requests, model not available', 'rate_limited'],
	[302, undefined, '', 'refused'],

	[400, undefined, 'model not found', 'model_not_found'],
	[400, undefined, 'Model "openai/sora-2/text-to-video-pro" not found', 'model_not_found'],
	[400, undefined, 'model openai/sora-2/text-to-video-pro does not exist', 'model_not_found'],
	[400, undefined, 'The model openai/sora-2 is no longer available', 'model_not_found'],
	[400, undefined, 'model: openai/sora-2 has been deprecated', 'model_not_found'],
	[400, undefined, 'unknown model', 'model_not_found'],
	[404, undefined, '', 'model_not_found'],
	[404, undefined, 'page not found', 'model_not_found'],
	[404, undefined, '<html><body><h1>404 Not Found</h1></body></html>', 'model_not_found'],

	[
		400,
		undefined,
		'model openai/sora-2/text-to-video-pro: duration 20 not available',
		'invalid_input',
	],
	[400, undefined, 'model openai/sora-2: size 1080*1920 is not supported', 'invalid_input'],
	[400, undefined, 'char_a1 was not found', 'invalid_input'],
	[404, undefined, 'char_a1 was not found', 'invalid_input'],
	[404, undefined, 'character char_9 does not exist for this model, not found', 'invalid_input'],
	[400, undefined, 'model openai/sora-2 not available with duration 20', 'invalid_input'],
	[400, undefined, 'safety_tolerance must be at most 6', 'invalid_input'],
	[400, undefined, 'field "moderation" must be one of: auto, low', 'invalid_input'],
	[400, undefined, 'field "images" must be an array', 'invalid_input'],
	[422, undefined, 'prompt is required and must not be empty', 'invalid_input'],
	[400, undefined, 'size must be one of 720*1280, 1280*720', 'invalid_input'],
	[400, undefined, 'no such thing', 'invalid_input'],
	[400, undefined, '', 'invalid_input'],
	[400, undefined, 'seed must be a number; see our content page', 'invalid_input'],

	[400, undefined, 'Your prompt violates our content policy', 'moderation'],
	[422, undefined, 'Prompt was flagged', 'moderation'],
	[400, undefined, 'sensitive content', 'moderation'],
	[400, undefined, 'content moderation refused', 'moderation'],

	[400, undefined, 'insufficient credits', 'insufficient_balance'],
	[400, undefined, 'Your balance is too low, please top up', 'insufficient_balance'],
	[400, undefined, 'Could not fetch the image from the given URL', 'media_not_reachable'],
	[400, undefined, 'The model is temporarily unavailable, try again later', 'provider_unavailable'],
];

it.each(refusals)(
	'a request refused with HTTP %s, code %s and "%s" is refused for %s',
	(status, code, text, expected) => {
		expect(refusalCause(status, code, text).code).toBe(expected);
	},
);

it('no cause knows a model: what it says holds for every one', () => {
	const causes = [
		...failedPredictions.map(([code]) => predictionCause(code, '')),
		...refusals.map(([status, code, , expected]) => refusalCause(status, code, expected)),
		predictionCause(5003, ''),
		refusalCause(404, undefined, ''),
	];
	for (const { message, advice } of causes) {
		expect(`${message} ${advice}`).not.toMatch(/sora|seedance|openai|bytedance/i);
	}
});

it('no cause quotes a spelling that n8n takes for a stop', () => {
	for (const text of [
		'task_canceled',
		'The job was Canceled.',
		'CANCELED',
		'x'.repeat(495) + 'canceled',
	]) {
		expect(predictionCause(1403, text).message).not.toMatch(/canceled/i);
		expect(refusalCause(400, undefined, text).message).not.toMatch(/canceled/i);
	}
});
