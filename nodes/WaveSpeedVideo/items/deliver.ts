import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import { parseTime } from '../base/time';
import { noOutput } from '../generation/follow/outcome';
import { makeFileName } from '../media/out/fileName';
import type { ItemOptions } from './itemOptions';
import type { ItemResult } from './results';
import { outputItem } from './results';
import type { Session } from './session';

/** WaveSpeed keeps predictions and their files for 7 days (docs: What are predictions). */
export const KEPT_MS = 7 * 24 * 3600 * 1000;

/** A completed prediction on its way into an output item. */
export interface Delivery {
	prediction: Prediction;
	/** Milliseconds since 1970; stands in where the prediction does not say when it was created. */
	submittedAt: number;
	json: IDataObject;
	itemIndex: number;
	/** The model that answered. */
	answeredBy: string;
	options: Pick<ItemOptions, 'download' | 'outputField' | 'fileName' | 'maxBytes'>;
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
		status: prediction.status.toLowerCase() === 'succeeded' ? 'completed' : prediction.status,
		...facts,
		url: prediction.outputs[0] ?? null,
		outputs: prediction.outputs,
		createdAt: prediction.createdAt ?? new Date(submittedAt).toISOString(),
		timings: (prediction.timings ?? {}) as IDataObject,
	};
}

/** Downloads a finished prediction's outputs into the item: `data`, `data_1`, … */
export async function deliver(
	delivery: Delivery,
	session: Pick<Session, 'downloads'>,
): Promise<ItemResult> {
	const { prediction, submittedAt, json, itemIndex, answeredBy: model, options } = delivery;
	if (prediction.outputs.length === 0) return { kind: 'failed', failure: noOutput(prediction) };
	if (!options.download) return outputItem({ json }, itemIndex);

	const { maxBytes, outputField, fileName } = options;
	const facts = { model, id: prediction.id, item: itemIndex };
	const result = await session.downloads.outputs(prediction.outputs, {
		nameFor: (output, { extension }) => makeFileName(fileName, { ...facts, output, extension }),
		maxBytes,
	});
	if (result.kind === 'failed') {
		return {
			kind: 'failed',
			failure: {
				code: 'download_failed',
				message: `The video is made, but could not be downloaded: ${result.reason}`,
				spent: 'yes',
				lasting: false,
				predictionId: prediction.id,
				model,
				status: prediction.status,
				url: result.url,
				expiresAt: expiresAt(prediction, submittedAt),
				httpStatus: result.httpStatus,
				advice:
					'Fetch it from there, or let the node retry: it downloads again without a new generation.',
			},
		};
	}
	const binary: IBinaryKeyData = {};
	for (const [output, file] of result.files.entries()) {
		binary[output === 0 ? outputField : `${outputField}_${output}`] = file;
	}
	return outputItem({ json, binary }, itemIndex);
}
