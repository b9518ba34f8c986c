import { bounded } from '../../../nodes/WaveSpeedVideo/base/bounded';
import { shown } from '../../../nodes/WaveSpeedVideo/base/shown';
import * as text from '../../../nodes/WaveSpeedVideo/base/text';
import { parseTime } from '../../../nodes/WaveSpeedVideo/base/time';
import { predictionCause, refusalCause } from '../../../nodes/WaveSpeedVideo/api/causes';
import { checkCredential } from '../../../nodes/WaveSpeedVideo/api/credential';
import { checkBaseUrl, endpoints, isLoopback } from '../../../nodes/WaveSpeedVideo/api/endpoints';
import type { Failure } from '../../../nodes/WaveSpeedVideo/api/failure';
import {
	describeFailure,
	presentable,
	unexpected,
} from '../../../nodes/WaveSpeedVideo/api/failure';
import { readNetworkError, readRetryAfter } from '../../../nodes/WaveSpeedVideo/api/http';
import { readEnvelope } from '../../../nodes/WaveSpeedVideo/api/envelope';
import { readCatalogue } from '../../../nodes/WaveSpeedVideo/api/liveModels';
import { isErrorCode, wasNeverSent } from '../../../nodes/WaveSpeedVideo/api/neverSent';
import { readNumber } from '../../../nodes/WaveSpeedVideo/api/numbers';
import { readList, readPrediction } from '../../../nodes/WaveSpeedVideo/api/schemas';
import { readUploadedUrl, readUploadTicket } from '../../../nodes/WaveSpeedVideo/api/uploadAnswers';
import { says } from '../../../nodes/WaveSpeedVideo/api/words';
import { parseAnswer, withoutKey } from '../../../nodes/WaveSpeedVideo/host/readAnswer';
import { shownInputs } from '../../../nodes/WaveSpeedVideo/items/shownInputs';
import { isPrivateAddress } from '../../../nodes/WaveSpeedVideo/media/address';
import { checkMediaUrl } from '../../../nodes/WaveSpeedVideo/media/in/mediaInput';
import { isPrivateHost, mediaUrlProblem } from '../../../nodes/WaveSpeedVideo/media/mediaUrl';
import { makeFileName } from '../../../nodes/WaveSpeedVideo/media/out/fileName';
import {
	checkInputs,
	idList,
	text as textInput,
} from '../../../nodes/WaveSpeedVideo/models/checks';
import { checkPredictionId } from '../../../nodes/WaveSpeedVideo/operations/predictionId';
import { z } from 'zod';

type Take = (text: string) => unknown;

const LIVE = 'https://api.wavespeed.ai';

const failureOf = (words: string): Failure => ({
	code: 'unexpected',
	message: words,
	advice: words,
	spent: 'no',
	lasting: false,
	url: words,
	apiMessage: words,
	model: words,
});

const predictionOf = (words: string) => ({
	id: words,
	status: words,
	model: words,
	error: words,
	outputs: [words, { url: words }],
	created_at: words,
	code: words,
	timings: { [words]: words },
});

const modelOf = (words: string) => ({
	model_id: words,
	name: words,
	type: words,
	description: words,
	api_schema: {
		api_schemas: [
			{
				type: words,
				request_schema: {
					properties: { [words]: { type: words, title: words, default: words, enum: [words] } },
					required: [words],
					'x-order-properties': [words],
				},
			},
		],
	},
});

/** What zod's messages or our own may throw is not the point here. */
const orThrow =
	(take: Take): Take =>
	(words) => {
		try {
			return take(words);
		} catch (error) {
			return error;
		}
	};

/** Every function that takes a text from outside, by its name. */
export const TAKES_TEXT: Record<string, Take> = {
	cut: (words) => text.cut(words, 500),
	visible: (words) => text.visible(words, 500),
	cleanText: (words) => text.cleanText(words),
	withoutUnseen: (words) => text.withoutUnseen(words, ' '),
	respelt: (words) => text.respelt(words),
	escapeHtml: (words) => text.escapeHtml(words),
	withoutMarkup: (words) => text.withoutMarkup(words),
	shown: (words) => [shown(words), shown({ [words]: [words] }), shown([words])],
	bounded: (words) => bounded({ [words]: [words] }, { depth: 5, entries: 10, bytes: 100 }),
	parseTime: (words) => [parseTime(words), parseTime(words, 'Europe/Berlin')],
	says: (words) => Object.values(says).map((one) => one(words)),
	predictionCause: (words) => predictionCause(1403, words),
	refusalCause: (words) => [400, 403, 404, 422].map((at) => refusalCause(at, undefined, words)),
	checkBaseUrl: (words) => [checkBaseUrl(words), checkBaseUrl(`https://a/${words}`)],
	checkCredential: (words) => [
		checkCredential({ apiKey: words }),
		checkCredential({ apiKey: 'k', baseUrl: `https://${words}` }),
	],
	isLoopback,
	endpoints: orThrow((words) => [endpoints.submit(words), endpoints.result(words)]),
	presentable: (words) => describeFailure(presentable(failureOf(words))),
	unexpected: (words) => unexpected(new Error(words), { spent: 'no' }),
	readNetworkError: (words) => readNetworkError({ code: words, httpCode: words, message: words }),
	readRetryAfter: (words) => readRetryAfter({ 'retry-after': words }, 0),
	isErrorCode,
	wasNeverSent: (words) => wasNeverSent({ code: words, name: words, message: words }),
	readEnvelope: (words) => readEnvelope({ code: words, message: words, data: words }),
	readPrediction: (words) => [
		readPrediction(predictionOf(words)),
		readPrediction({ ...predictionOf(words), id: 'a', status: 'failed' }),
	],
	readList: (words) =>
		readList({
			items: [{ ...predictionOf(words), id: 'a', status: 'b', inputs: { [words]: words } }],
		}),
	readUploadTicket: (words) =>
		readUploadTicket({
			download_url: words,
			upload: { url: words, headers: { [words]: words } },
		}),
	readUploadedUrl: (words) => readUploadedUrl({ download_url: `https://${words}` }),
	readNumber: (words) => readNumber({ balance: words }, 'balance'),
	readCatalogue: (words) => [
		readCatalogue([modelOf(words)]),
		readCatalogue([{ ...modelOf(words), model_id: 'a/b' }]),
	],
	parseAnswer: (words) => [
		parseAnswer(words, 'wsk_key'),
		parseAnswer(JSON.stringify([words]), 'wsk_key'),
	],
	withoutKey: (words) => withoutKey(words, 'wsk_key'),
	shownInputs: (words) => shownInputs({ [words]: words, prompt: words, list: [words] }),
	isPrivateAddress,
	isPrivateHost,
	mediaUrlProblem: (words) =>
		[words, `https://${words}`, `https://a.b/${words}`].map((url) => mediaUrlProblem(url, LIVE)),
	checkMediaUrl: (words) =>
		[words, `https://${words}`, `https://a.b/${words}`].map((url) =>
			checkMediaUrl(url, 'Image URL'),
		),
	makeFileName: (words) =>
		makeFileName(words, { model: words, id: words, item: 0, output: 1, extension: 'mp4' }),
	checkPredictionId: orThrow(checkPredictionId),
	checkInputs: (words) =>
		checkInputs(
			z.object({
				prompt: textInput('Prompt'),
				characters: idList('Characters', /^char_[A-Za-z0-9]+$/, 'char_abc123'),
			}),
			{ prompt: words, characters: words, urls: words, [words]: words },
		),
};

const SIZE = 1_000_000;
const fill = (unit: string) => unit.repeat(Math.ceil(SIZE / unit.length));

/** A megabyte of what patterns are slow with: one kind of character, and an end that doesn't fit. */
export const MEGABYTES: Record<string, string> = {
	spaces: fill(' '),
	'spaces inside': `a${fill(' ')}a`,
	letters: fill('a'),
	'letters and a sign': `${fill('a')}!`,
	digits: fill('1'),
	dots: fill('.'),
	slashes: fill('/'),
	colons: fill(':'),
	equals: fill('='),
	'control characters': fill('\u0000'),
	'line breaks': fill('\n'),
	emoji: fill('👩‍👩‍👧‍👦'),
	'bidi and zero-width': fill('\u202e\u200b'),
	'half characters': fill('\ud800'),
	stops: fill('canceled '),
	'words of refusals': fill('model not content policy found is required '),
	'almost a model': `model ${fill('a-')} not`,
	markup: fill('<&"'),
	'a data URI': `data:image/png;base64,${fill('A')}!`,
	'a list': fill('a,'),
	'nested JSON': fill('['),
	percent: fill('%'),
};
