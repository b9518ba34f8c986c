import type { Failure } from '../generation/failure';
import { cleanApiText } from '../generation/failure';
import type { LiveModel } from './catalogue';
import { readCatalogue } from './catalogue';
import { MODEL_UNAVAILABLE, refusalCause } from './causes';
import { endpoints } from './endpoints';
import type { ApiAnswer, NoAnswer, RawBody, Send } from './http';
import { readRetryAfter } from './http';
import type { ListedPrediction, ListPage, Prediction, UploadTicket } from './schemas';
import {
	readEnvelope,
	readList,
	readNumber,
	readPrediction,
	readUploadedUrl,
	readUploadTicket,
} from './schemas';

export type { ListedPrediction };

/** What became of the one POST that costs money. */
export type SubmitResult =
	| { kind: 'accepted'; prediction: Prediction }
	/** Not accepted, and it will not be: nothing was bought. */
	| { kind: 'refused'; failure: Failure }
	/** Not accepted for now (429, or the service could not be reached): nothing was bought. */
	| { kind: 'notNow'; failure: Failure; retryAfterMs?: number }
	/** The answer was lost or makes no sense: it may be bought. Never send it again on a guess. */
	| { kind: 'unknown'; reason: string; httpStatus?: number };

/** What a read-only request gave. */
export type ReadResult<T> =
	| { kind: 'ok'; value: T }
	/** May pass: network, 429, 5xx, malformed body. */
	| { kind: 'transient'; reason: string; httpStatus?: number; retryAfterMs?: number }
	| { kind: 'refused'; failure: Failure };

/** Which of the account's predictions to list; times in milliseconds since 1970. */
export interface ListFilter {
	/** From 1. */
	page?: number;
	model?: string;
	status?: string;
	createdAfter?: number;
	createdBefore?: number;
}

/** Predictions per page, the most that the API gives. */
export const PAGE_SIZE = 100;

export interface WaveSpeedClient {
	submit(modelId: string, body: object): Promise<SubmitResult>;
	/** @param timeoutMs of the request, at most READ_TIMEOUT_MS */
	getPrediction(id: string, timeoutMs?: number): Promise<ReadResult<Prediction>>;
	/** One page, newest first; only the last 7 days. */
	listPredictions(filter: ListFilter): Promise<ReadResult<ListPage>>;
	/** USD */
	getBalance(): Promise<ReadResult<number>>;
	/** All models that the account may use; some 2 MB. */
	listModels(): Promise<ReadResult<LiveModel[]>>;
	/** Price of one generation in USD, discounts included. Free. */
	getPrice(modelId: string, inputs: object): Promise<ReadResult<number>>;
	/** @returns how many were deleted; unknown ids are ignored by the service */
	deletePredictions(ids: string[]): Promise<ReadResult<number>>;
	requestUpload(file: {
		filename: string;
		size: number;
		content_type: string;
	}): Promise<ReadResult<UploadTicket>>;
	/** Sends a multipart form with the file; gives the URL it has then. */
	uploadForm(form: RawBody): Promise<ReadResult<string>>;
}

/** Per request, in milliseconds. A submit may take long; to give up early is to lose its answer. */
export const SUBMIT_TIMEOUT_MS = 120_000;
export const READ_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 300_000;

const READ_ATTEMPT_STATUS = new Set([408, 425, 429]);

function apiText(body: unknown): { code?: number; text: string } {
	const envelope = readEnvelope(body);
	if (envelope?.message) return { code: envelope.code, text: envelope.message };
	const error =
		typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
	return { code: envelope?.code, text: typeof error === 'string' ? error : '' };
}

function refusal(status: number, body: unknown): Failure {
	const { code, text } = apiText(body);
	const ownCode = code === undefined || code === status ? undefined : code;
	return {
		...refusalCause(status, ownCode, text),
		spent: 'no',
		httpStatus: status,
		apiCode: ownCode,
		apiMessage: cleanApiText(text) || undefined,
	};
}

function unreachable(answer: NoAnswer): Failure {
	return {
		code: 'unreachable',
		lasting: false,
		message: `WaveSpeed could not be reached (${answer.code})`,
		spent: 'no',
		advice: 'Check the network, the Base URL of the credential and any proxy, then try again.',
		apiMessage: cleanApiText(answer.message),
	};
}

const isoTime = (ms: number) => new Date(ms).toISOString();

function isSuccess(answer: ApiAnswer): boolean {
	return answer.status >= 200 && answer.status < 300;
}

/** Envelope codes mirror HTTP statuses; one that differs from 200 under HTTP 200 is a failure. */
function effectiveStatus(answer: ApiAnswer): number {
	if (!isSuccess(answer)) return answer.status;
	const code = readEnvelope(answer.body)?.code;
	if (code === undefined || code === 0 || (code >= 200 && code < 300)) return answer.status;
	return code >= 300 && code < 600 ? code : 400;
}

/** The door to WaveSpeed: requests in, tagged results out. Neither retries nor waits. */
export function createClient(send: Send, now: () => number): WaveSpeedClient {
	const read = async <T>(
		request: Parameters<Send>[0],
		parse: (data: unknown) => T | undefined,
	): Promise<ReadResult<T>> => {
		const answer = await send(request);
		if (answer.kind === 'noAnswer') {
			return { kind: 'transient', reason: `no answer (${answer.code})` };
		}
		const status = effectiveStatus(answer);
		if (status >= 200 && status < 300) {
			const value = parse(readEnvelope(answer.body)?.data);
			if (value !== undefined) return { kind: 'ok', value };
			return { kind: 'transient', reason: 'an answer that is no valid JSON of the API' };
		}
		if (status >= 500 || READ_ATTEMPT_STATUS.has(status)) {
			return {
				kind: 'transient',
				reason: `HTTP ${status}`,
				httpStatus: status,
				retryAfterMs: readRetryAfter(answer.headers, now()),
			};
		}
		return { kind: 'refused', failure: refusal(status, answer.body) };
	};

	return {
		async submit(modelId, body) {
			const answer = await send({
				method: 'POST',
				path: endpoints.submit(modelId),
				body,
				timeoutMs: SUBMIT_TIMEOUT_MS,
			});
			if (answer.kind === 'noAnswer') {
				return answer.maybeSent
					? { kind: 'unknown', reason: `no answer came (${answer.code})` }
					: { kind: 'notNow', failure: unreachable(answer) };
			}
			// An id is a receipt, whatever stands around it.
			const prediction = isSuccess(answer)
				? readPrediction(readEnvelope(answer.body)?.data)
				: undefined;
			if (prediction) return { kind: 'accepted', prediction };

			const status = effectiveStatus(answer);
			if (status === 429) {
				return {
					kind: 'notNow',
					failure: refusal(status, answer.body),
					retryAfterMs: readRetryAfter(answer.headers, now()),
				};
			}
			// The service's own word that the model is not there is a refusal under any HTTP status.
			const unavailable = apiText(answer.body).code === MODEL_UNAVAILABLE;
			if (unavailable || (status >= 300 && status < 500 && status !== 408)) {
				return { kind: 'refused', failure: refusal(status, answer.body) };
			}
			return {
				kind: 'unknown',
				reason:
					status >= 200 && status < 300
						? 'the answer carried no prediction id'
						: `the service answered HTTP ${status}`,
				httpStatus: answer.status,
			};
		},

		getPrediction: async (id, timeoutMs = READ_TIMEOUT_MS) =>
			await read(
				{
					method: 'GET',
					path: endpoints.result(id),
					timeoutMs: Math.min(timeoutMs, READ_TIMEOUT_MS),
				},
				readPrediction,
			),

		listPredictions: async ({ page = 1, model, status, createdAfter, createdBefore }) =>
			await read(
				{
					method: 'POST',
					path: endpoints.predictions,
					body: {
						page,
						page_size: PAGE_SIZE,
						...(model ? { model } : {}),
						...(status ? { status } : {}),
						...(createdAfter === undefined ? {} : { created_after: isoTime(createdAfter) }),
						...(createdBefore === undefined ? {} : { created_before: isoTime(createdBefore) }),
					},
					timeoutMs: READ_TIMEOUT_MS,
				},
				readList,
			),

		getBalance: async () =>
			await read({ method: 'GET', path: endpoints.balance, timeoutMs: READ_TIMEOUT_MS }, (data) =>
				readNumber(data, 'balance'),
			),

		listModels: async () =>
			await read(
				{ method: 'GET', path: endpoints.models, timeoutMs: READ_TIMEOUT_MS },
				readCatalogue,
			),

		getPrice: async (modelId, inputs) =>
			await read(
				{
					method: 'POST',
					path: endpoints.price,
					body: { model_id: modelId, inputs },
					timeoutMs: READ_TIMEOUT_MS,
				},
				(data) => readNumber(data, 'discounted_price') ?? readNumber(data, 'price'),
			),

		deletePredictions: async (ids) =>
			await read(
				{
					method: 'POST',
					path: endpoints.deletePredictions,
					body: { ids },
					timeoutMs: READ_TIMEOUT_MS,
				},
				(data) => readNumber(data, 'deleted_count'),
			),

		requestUpload: async (file) =>
			await read(
				{
					method: 'POST',
					path: endpoints.mediaUploads,
					body: file,
					timeoutMs: READ_TIMEOUT_MS,
				},
				readUploadTicket,
			),

		uploadForm: async (rawBody) =>
			await read(
				{
					method: 'POST',
					path: endpoints.mediaUploadForm,
					rawBody,
					timeoutMs: UPLOAD_TIMEOUT_MS,
				},
				readUploadedUrl,
			),
	};
}
