import { cleanText } from '../base/text';
import type { Failure, FailureCode } from './failure';
import { says } from './words';

/** Why something failed: all of a failure that can be told from the service's answer alone. */
export type Cause = Pick<Failure, 'code' | 'message' | 'advice' | 'lasting'>;

function cause(code: FailureCode, lasting: boolean, message: string, advice: string): Cause {
	return { code, lasting, message, advice };
}

/** The service's own error codes (WaveSpeed API docs: Error codes; 1407 is seen in clients). */
export const OWN_CODES = {
	moderation: 1200,
	missingParameter: 1400,
	invalidParameter: 1401,
	mediaNotAccessible: 1402,
	noCredits: 1407,
	unavailable: 5003,
} as const;

const INSUFFICIENT = cause(
	'insufficient_balance',
	true,
	'The WaveSpeed balance is too low for this generation',
	'Top up at https://wavespeed.ai/billing, then run the item again.',
);
const MODERATION = cause(
	'moderation',
	true,
	'WaveSpeed’s content moderation refused this request',
	'Change the prompt or the picture; the same request will be refused again. Real people and protected characters are common reasons.',
);
const RATE_LIMITED = cause(
	'rate_limited',
	false,
	'WaveSpeed’s rate limit is exceeded',
	'Limits are per minute and grow with the account level. Run fewer items at a time, or try again in a minute.',
);
const KEY_REFUSED = cause(
	'key_refused',
	false,
	'WaveSpeed does not accept the API key',
	'Check the key in the credential. A key also stays inactive until the account is topped up for the first time.',
);
const ACCOUNT_REFUSED = cause(
	'account_refused',
	false,
	'WaveSpeed refuses this account or key',
	'The account may be suspended, or the role that made the key may not use this model. WaveSpeed’s own message says which.',
);
const NO_MODEL = cause(
	'model_not_found',
	true,
	'WaveSpeed does not offer this model (any more)',
	'See https://wavespeed.ai/models for what is offered today.',
);
const REDIRECT = cause(
	'refused',
	false,
	'The Base URL answers with a redirect',
	'Correct the Base URL in the credential; the API key is not sent on to other hosts.',
);
const unavailable = (said: string) =>
	cause(
		'provider_unavailable',
		false,
		`The model is not available at the moment${said}`,
		'Try again later, or use another model.',
	);
const media = (said: string) =>
	cause(
		'media_not_reachable',
		true,
		`WaveSpeed could not download the picture${said}`,
		'Its URL must be public and stay valid for minutes. Or pass the picture as a binary file: set Image Source to Binary File.',
	);

const quote = (text: string) => (text ? `: ${cleanText(text)}` : '');

/** What the service's own code says; undefined for codes that say only that something failed. */
function byOwnCode(apiCode: number | undefined, said: string): Cause | undefined {
	switch (apiCode) {
		case OWN_CODES.moderation:
			return MODERATION;
		case OWN_CODES.noCredits:
			return INSUFFICIENT;
		case OWN_CODES.mediaNotAccessible:
			return media(said);
		case OWN_CODES.unavailable:
			return unavailable(said);
		default:
			return undefined;
	}
}

const saysInputIsWrong = (apiCode: number | undefined) =>
	apiCode === OWN_CODES.missingParameter || apiCode === OWN_CODES.invalidParameter;

/** What the HTTP status says by itself, whatever stands in the text. */
function byStatus(status: number, text: string): Cause | undefined {
	if (status === 401) return says.noMoney(text) ? INSUFFICIENT : KEY_REFUSED;
	if (status === 402) return INSUFFICIENT;
	if (status === 403) return by403(text);
	if (status === 429) return RATE_LIMITED;
	if (status >= 300 && status < 400) return REDIRECT;
	return undefined;
}

/** A refusal of the account or its key, unless it is clearly one of this request. */
function by403(text: string): Cause {
	if (says.account(text)) return ACCOUNT_REFUSED;
	if (says.noMoney(text)) return INSUFFICIENT;
	return says.moderated(text) ? MODERATION : ACCOUNT_REFUSED;
}

/**
 * Why the API refused a request, in plain words: by the service's own code, then by the HTTP status,
 * and only then by the text (WaveSpeed API docs: REST API, Authentication, Troubleshooting guide).
 *
 * @param status HTTP status or envelope code
 * @param apiCode the envelope's own code, e.g. 1407
 */
export function refusalCause(status: number, apiCode: number | undefined, text: string): Cause {
	const said = quote(text);
	const invalid = cause(
		'invalid_input',
		true,
		`WaveSpeed refused the request${said}`,
		'Correct the parameter that WaveSpeed names, then run the item again.',
	);
	if (saysInputIsWrong(apiCode)) return invalid;
	const certain = byOwnCode(apiCode, said) ?? byStatus(status, text);
	if (certain) return certain;
	if (says.inputIsWrong(text)) return invalid;
	if (says.moderated(text)) return MODERATION;
	if (says.noMoney(text)) return INSUFFICIENT;
	if (says.modelIsMissing(text)) return NO_MODEL;
	if (says.mediaNotReached(text)) return media(said);
	if (says.unavailable(text)) return unavailable(said);
	// An address that does not exist is a model that does not exist, unless the text names another thing.
	if (status === 404 && !says.somethingElseIsMissing(text)) return NO_MODEL;
	return invalid;
}

/**
 * Why a prediction failed at WaveSpeed, in plain words. The codes 0, 1403, 1405, 1406 and 5000 say
 * only that it failed; then the text decides (WaveSpeed API docs: Error codes; field `data.code`).
 */
export function predictionCause(apiCode: number | undefined, text: string): Cause {
	const said = quote(text);
	const invalid = cause(
		'invalid_input',
		true,
		`The model refused an input${said}`,
		'Correct the parameter, then run the item again.',
	);
	if (saysInputIsWrong(apiCode)) return invalid;
	const certain = byOwnCode(apiCode, said);
	if (certain) return certain;
	// What moderation refused must never be taken for the model's fault: another model would be paid.
	if (says.moderated(text)) return MODERATION;
	if (says.inputIsWrong(text)) return invalid;
	if (says.noMoney(text)) return INSUFFICIENT;
	if (says.mediaNotReached(text)) return media(said);
	if (says.unavailable(text)) return unavailable(said);
	return cause(
		'generation_failed',
		false,
		`The generation failed at WaveSpeed${said}`,
		'Try again; if it fails again, change the prompt, or give the prediction ID to WaveSpeed support.',
	);
}
