import type { ReadResult, SubmitResult } from './answers';
import { toReadResult, toSubmitResult } from './answers';
import type { BillingFilter, BillingPage } from './billing';
import { billingQuery, readBillings } from './billing';
import type { LiveModel } from './liveModels';
import { readCatalogue } from './liveModels';
import { endpoints } from './endpoints';
import type { RawBody, Send } from './http';
import type { UsagePeriod, UsageStats } from './usageStats';
import { readUsageStats, usageQuery } from './usageStats';
import { readNumber, readPrice } from './numbers';
import type { ListPage, Prediction } from './schemas';
import { readList, readPrediction } from './schemas';
import type { UploadTicket } from './uploadAnswers';
import { readUploadedUrl, readUploadTicket } from './uploadAnswers';
import { readWebhookSecret } from './webhookSignature';

/** Which of the account's predictions to list; times in milliseconds since 1970. */
export interface ListFilter {
	/** From 1. */
	page?: number;
	model?: string;
	status?: string;
	createdAfter?: number;
	createdBefore?: number;
	/** Asks for each prediction's inputs: an older client of WaveSpeed's does, the docs are silent. */
	includeInputs?: boolean;
}

/** Predictions per page, the most that the API gives. */
export const PAGE_SIZE = 100;

export interface WaveSpeedClient {
	/** @param webhook where WaveSpeed is to call when the job has ended */
	submit(modelId: string, body: object, webhook?: string): Promise<SubmitResult>;
	/** @param timeoutMs of the request, at most READ_TIMEOUT_MS */
	getPrediction(id: string, timeoutMs?: number): Promise<ReadResult<Prediction>>;
	/**
	 * One page, newest first; only the last 7 days.
	 *
	 * @param timeoutMs of the request, at most READ_TIMEOUT_MS
	 */
	listPredictions(filter: ListFilter, timeoutMs?: number): Promise<ReadResult<ListPage>>;
	/** USD */
	getBalance(): Promise<ReadResult<number>>;
	/** One page of the account's bill, newest first. */
	searchBillings(filter: BillingFilter): Promise<ReadResult<BillingPage>>;
	/** How often models were used in a period. */
	getUsageStats(period: UsagePeriod): Promise<ReadResult<UsageStats>>;
	/** All models that the account may use; some 2 MB. */
	listModels(): Promise<ReadResult<LiveModel[]>>;
	/**
	 * Price of one generation in USD, discounts included. Free.
	 *
	 * @param timeoutMs of the request, at most READ_TIMEOUT_MS
	 */
	getPrice(modelId: string, inputs: object, timeoutMs?: number): Promise<ReadResult<number>>;
	/** @returns how many were deleted; unknown ids are ignored by the service */
	deletePredictions(ids: string[]): Promise<ReadResult<number>>;
	requestUpload(file: {
		filename: string;
		size: number;
		content_type: string;
	}): Promise<ReadResult<UploadTicket>>;
	/** Sends a multipart form with the file; gives the URL it has then. */
	uploadForm(form: RawBody): Promise<ReadResult<string>>;
	/** What callbacks are signed with; a secret, keep it out of logs and outputs. */
	getWebhookSecret(): Promise<ReadResult<string>>;
}

/** Per request, in milliseconds. A submit may take long; to give up early is to lose its answer. */
export const SUBMIT_TIMEOUT_MS = 120_000;
const READ_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 300_000;

/** Of the list of all models, ten times its size today. */
const MAX_LIST_BYTES = 20_000_000;

type Limits = Partial<Pick<Parameters<Send>[0], 'timeoutMs' | 'maxBytes'>>;

const atMost = (timeoutMs = READ_TIMEOUT_MS): Limits => ({
	timeoutMs: Math.min(timeoutMs, READ_TIMEOUT_MS),
});

const isoTime = (ms: number) => new Date(ms).toISOString();

/** The body that asks for a page of predictions. */
const listQuery = (filter: ListFilter): object => {
	const { page = 1, model, status, createdAfter, createdBefore, includeInputs } = filter;
	return {
		page,
		page_size: PAGE_SIZE,
		...(model ? { model } : {}),
		...(status ? { status } : {}),
		...(includeInputs ? { include_inputs: true } : {}),
		...(createdAfter === undefined ? {} : { created_after: isoTime(createdAfter) }),
		...(createdBefore === undefined ? {} : { created_before: isoTime(createdBefore) }),
	};
};

/** The door to WaveSpeed: requests in, tagged results out. Neither retries nor waits. */
export function createClient(send: Send, now: () => number): WaveSpeedClient {
	const read = async <T>(
		request: Parameters<Send>[0],
		parse: (data: unknown) => T | undefined,
	): Promise<ReadResult<T>> => toReadResult(await send(request), parse, now());

	const get = async <T>(path: string, parse: (data: unknown) => T | undefined, more: Limits = {}) =>
		await read({ method: 'GET', path, timeoutMs: READ_TIMEOUT_MS, ...more }, parse);
	const post = async <T>(
		path: string,
		body: object,
		parse: (data: unknown) => T | undefined,
		more: Limits = {},
	) => await read({ method: 'POST', path, body, timeoutMs: READ_TIMEOUT_MS, ...more }, parse);

	return {
		submit: async (modelId, body, webhook) =>
			toSubmitResult(
				await send({
					method: 'POST',
					path: endpoints.submit(modelId, webhook),
					body,
					timeoutMs: SUBMIT_TIMEOUT_MS,
				}),
				now(),
			),
		getPrediction: async (id, timeoutMs) =>
			await get(endpoints.result(id), readPrediction, atMost(timeoutMs)),
		listPredictions: async (filter, timeoutMs) =>
			await post(endpoints.predictions, listQuery(filter), readList, atMost(timeoutMs)),
		getBalance: async () => await get(endpoints.balance, (data) => readNumber(data, 'balance')),
		searchBillings: async (filter) =>
			await post(endpoints.billings, billingQuery(filter), readBillings),
		getUsageStats: async (period) =>
			await post(endpoints.usageStats, usageQuery(period), readUsageStats),
		listModels: async () =>
			await get(endpoints.models, readCatalogue, { maxBytes: MAX_LIST_BYTES }),
		getPrice: async (modelId, inputs, timeoutMs) =>
			await post(endpoints.price, { model_id: modelId, inputs }, readPrice, atMost(timeoutMs)),
		deletePredictions: async (ids) =>
			await post(endpoints.deletePredictions, { ids }, (data) => readNumber(data, 'deleted_count')),
		requestUpload: async (file) => await post(endpoints.mediaUploads, file, readUploadTicket),
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
		getWebhookSecret: async () => await get(endpoints.webhookSecret, readWebhookSecret),
	};
}
