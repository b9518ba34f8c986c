import type { Failure, FailureCode } from './failure';
import { cleanApiText } from './failure';

type Cause = Pick<Failure, 'code' | 'message' | 'advice' | 'lasting'>;

function cause(code: FailureCode, lasting: boolean, message: string, advice: string): Cause {
	return { code, lasting, message, advice };
}

/** WaveSpeed's words for an empty account; the HTTP status and code for it are not documented. */
const NO_MONEY = /insufficient (credit|balance|fund)|not enough (credit|balance)/i;
const NO_MODEL = /model .*not (found|exist|available)|unknown model/i;
const MODERATED =
	/content (policy|moderation)|policy violation|moderation|nsfw|flagged|sensitive content|safety/i;

const INSUFFICIENT = cause(
	'insufficient_balance',
	true,
	'The WaveSpeed balance is too low for this generation',
	'Top up at https://wavespeed.ai/billing, then run the item again.',
);
/** Task error 5003, which a submission may be refused with as well. */
export const MODEL_UNAVAILABLE = 5003;

const unavailable = (said: string) =>
	cause(
		'provider_unavailable',
		false,
		`The model is not available at the moment${said}`,
		'Try again later. The Sora 2 family is unstable and is being discontinued.',
	);
const MODERATION = cause(
	'moderation',
	true,
	'WaveSpeed’s content moderation refused this request',
	'Change the prompt or the picture; the same request will be refused again. Real people and protected characters are common reasons.',
);

/**
 * Why the API refused a request with this HTTP status or envelope code, in plain words
 * (WaveSpeed API docs: REST API, Authentication, Troubleshooting guide).
 *
 * @param apiCode the envelope's own code, e.g. 1407
 */
export function refusalCause(status: number, apiCode: number | undefined, text: string): Cause {
	if (apiCode === 1407 || status === 402 || NO_MONEY.test(text)) return INSUFFICIENT;
	if (apiCode === MODEL_UNAVAILABLE) return unavailable(text ? `: ${cleanApiText(text)}` : '');
	if (status === 401) {
		return cause(
			'key_refused',
			false,
			'WaveSpeed does not accept the API key',
			'Check the key in the credential. A key also stays inactive until the account is topped up for the first time.',
		);
	}
	if (status === 403) {
		return cause(
			'account_refused',
			false,
			'WaveSpeed refuses this account or key',
			'The account may be suspended, or the role that made the key may not use this model. WaveSpeed’s own message says which.',
		);
	}
	if (status === 429) {
		return cause(
			'rate_limited',
			false,
			'WaveSpeed’s rate limit is exceeded',
			'Limits are per minute and grow with the account level. Run fewer items at a time, or try again in a minute.',
		);
	}
	if (NO_MODEL.test(text) || status === 404) {
		return cause(
			'model_not_found',
			true,
			'WaveSpeed does not offer this model (any more)',
			'The Sora 2 family is being discontinued. See https://wavespeed.ai/models for what is offered today.',
		);
	}
	if (apiCode === 1200 || MODERATED.test(text)) return MODERATION;
	if (status >= 300 && status < 400) {
		return cause(
			'refused',
			false,
			'The Base URL answers with a redirect',
			'Correct the Base URL in the credential; the API key is not sent on to other hosts.',
		);
	}
	return cause(
		'invalid_input',
		true,
		`WaveSpeed refused the request${text ? `: ${cleanApiText(text)}` : ''}`,
		'Correct the parameter that WaveSpeed names, then run the item again.',
	);
}

/**
 * Why a prediction failed at WaveSpeed, in plain words
 * (WaveSpeed API docs: Error codes; field `data.code` of a prediction).
 */
export function predictionCause(apiCode: number | undefined, text: string): Cause {
	const said = text ? `: ${cleanApiText(text)}` : '';
	if (apiCode === 1200 || (apiCode === undefined && MODERATED.test(text))) return MODERATION;
	if (apiCode === 1407 || NO_MONEY.test(text)) return INSUFFICIENT;
	switch (apiCode) {
		case 1400:
		case 1401:
			return cause(
				'invalid_input',
				true,
				`The model refused an input${said}`,
				'Correct the parameter, then run the item again.',
			);
		case 1402:
			return cause(
				'media_not_reachable',
				true,
				`WaveSpeed could not download the picture${said}`,
				'Its URL must be public and stay valid for minutes. Or pass the picture as a binary file: set Image Source to Binary File.',
			);
		case MODEL_UNAVAILABLE:
			return unavailable(said);
		default:
			return cause(
				'generation_failed',
				false,
				`The generation failed at WaveSpeed${said}`,
				'Try again; if it fails again, change the prompt, or give the prediction id to WaveSpeed support.',
			);
	}
}
