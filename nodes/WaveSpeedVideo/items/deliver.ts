import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { Failure } from '../api/failure';
import { WITHOUT_BUYING } from '../api/failure';
import { noOutput, saysCompleted } from '../api/outcome';
import { firstUrl } from '../api/outputs';
import type { Prediction } from '../api/schemas';
import { cleanText } from '../base/text';
import { parseTime } from '../base/time';
import type { OrderedVideo } from '../base/video';
import type { Outputs } from '../media/out/downloads';
import { makeFileName } from '../media/out/fileName';
import type { ItemOptions } from './itemOptions';
import { mismatchesOf } from './mismatches';
import { fileContent, fileSources, outputContent, shownOutputs } from './outputContent';
import type { ItemResult } from './results';
import { outputItem } from './results';
import type { DeliverySession } from './session';

/** WaveSpeed keeps predictions and their files for 7 days (docs: What are predictions). */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** A completed prediction on its way into an output item. */
export interface Delivery {
	prediction: Prediction;
	/** Milliseconds since 1970; stands in where the prediction does not say when it was created. */
	submittedAt: number;
	json: IDataObject;
	itemIndex: number;
	/** The model that answered. */
	answeredBy: string;
	/** What was ordered, where that is known. */
	ordered?: OrderedVideo;
	options: Pick<
		ItemOptions,
		'download' | 'outputField' | 'fileName' | 'maxBytes' | 'failOnMismatch'
	>;
}

/** When the files of a prediction will be gone, as ISO time. */
export function expiresAt(prediction: Prediction, submittedAt: number): string {
	return new Date((parseTime(prediction.createdAt) ?? submittedAt) + KEPT_MS).toISOString();
}

/**
 * A prediction as output: the shape that all operations share.
 *
 * @param facts what else is known of it, shown between the status and the URLs
 */
export function describePrediction(
	prediction: Prediction,
	submittedAt: number,
	facts: IDataObject,
): IDataObject {
	return {
		id: prediction.id,
		// The name that the field of other operations and error rows have.
		predictionId: prediction.id,
		status: saysCompleted(prediction.status) ? 'completed' : prediction.status,
		...facts,
		url: firstUrl(prediction.outputs) ?? null,
		outputs: shownOutputs(prediction.outputs) as IDataObject[],
		...outputContent(prediction.outputs),
		createdAt: prediction.createdAt ?? new Date(submittedAt).toISOString(),
		timings: (prediction.timings ?? {}) as IDataObject,
	};
}

/** What every failure says of a video that is made: paid, and where it lies until when. */
function paid({ prediction, submittedAt, answeredBy: model }: Delivery, url: string | undefined) {
	return {
		spent: 'yes' as const,
		predictionId: prediction.id,
		model,
		status: prediction.status,
		url,
		expiresAt: expiresAt(prediction, submittedAt),
	};
}

/** What a delivery must bring. */
export interface Expected {
	/** A video model that gives no file has not delivered; a model of any kind may answer with text. */
	file: boolean;
}

/**
 * Hands on what a finished prediction has made: files as binary fields `data`, `data_1`, …, texts and
 * objects in the item. Its first video's facts come with it, and how they differ from the order.
 */
export async function deliver(
	delivery: Delivery,
	session: DeliverySession,
	expected: Expected,
): Promise<ItemResult> {
	const { prediction, json, itemIndex, answeredBy: model, options, ordered } = delivery;
	const { outputs } = prediction;
	if (outputs.length === 0) return { kind: 'failed', failure: noOutput(prediction) };
	const sources = fileSources(outputs);
	if (expected.file && sources.length === 0) {
		return { kind: 'failed', failure: noFile(prediction) };
	}
	if (!options.download || sources.length === 0) return outputItem({ json }, itemIndex);

	const { maxBytes, outputField, fileName } = options;
	const facts = { model, id: prediction.id, item: itemIndex };
	const result = await session.downloads.outputs(sources, {
		nameFor: (output, { extension }) => makeFileName(fileName, { ...facts, output, extension }),
		maxBytes,
	});
	if (result.kind === 'failed') {
		return { kind: 'failed', failure: notDownloaded(delivery, result) };
	}
	const binary: IBinaryKeyData = {};
	for (const [output, file] of result.files.entries()) {
		binary[output === 0 ? outputField : `${outputField}_${output}`] = file.binary;
	}
	const video = result.files.find((file) => file.video)?.video;
	const mismatches = video && ordered ? mismatchesOf(ordered, video) : [];
	if (mismatches.length > 0 && options.failOnMismatch) {
		return { kind: 'failed', failure: notAsOrdered(delivery, mismatches) };
	}
	const seen = {
		...(video ? { video: { ...video } } : {}),
		...(mismatches.length > 0 ? { mismatches } : {}),
	};
	const read = await fileContent(session.host, result.files);
	// What the answer itself says goes before what a file says.
	return outputItem({ json: { ...read, ...json, ...seen }, binary }, itemIndex);
}

/** A video model that answers with words: usually the reason why there is none. */
function noFile(prediction: Prediction): Failure {
	const { text } = outputContent(prediction.outputs);
	const said = typeof text === 'string' ? `: ${cleanText(text)}` : '';
	return {
		...noOutput(prediction),
		message: `WaveSpeed reports the generation as completed, but gives no file${said}`,
	};
}

function notDownloaded(
	delivery: Delivery,
	{ reason, url, httpStatus }: Extract<Outputs, { kind: 'failed' }>,
): Failure {
	return {
		...paid(delivery, url),
		code: 'download_failed',
		message: `The video is made, but could not be downloaded: ${reason}`,
		lasting: false,
		httpStatus,
		advice: `Fetch it from there. ${WITHOUT_BUYING}`,
	};
}

function notAsOrdered(delivery: Delivery, mismatches: string[]): Failure {
	return {
		...paid(delivery, firstUrl(delivery.prediction.outputs)),
		code: 'not_as_ordered',
		message: `What came is not what was ordered: ${mismatches.join('; ')}`,
		lasting: true,
		advice: 'Set On Mismatch to Warn to take such videos, or use another model.',
	};
}
