import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import type { Failure } from '../generation/failure';
import { downloadVideo } from '../media/download';
import type { DownloadDeps } from '../media/download';
import { makeFileName } from '../media/fileName';
import type { VideoModel } from '../models/model';
import type { Plan } from './plan';

/** WaveSpeed keeps predictions and their files for 7 days (docs: What are predictions). */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** When the files of a prediction will be gone, as ISO time. */
function expiresAt(prediction: Prediction, submittedAt: number): string {
	const created = Date.parse(prediction.createdAt ?? '');
	return new Date((Number.isNaN(created) ? submittedAt : created) + KEPT_MS).toISOString();
}

/** The output's JSON: what was made, by which model, for how much, and until when it is kept. */
export function describeVideo(
	plan: Plan,
	model: VideoModel,
	prediction: Prediction,
	submittedAt: number,
): IDataObject {
	const { characters, ...inputs } = plan.inputs;
	return {
		id: prediction.id,
		status: prediction.status.toLowerCase() === 'succeeded' ? 'completed' : prediction.status,
		model: prediction.model || model.id,
		requestedModel: model.id,
		...(inputs as IDataObject),
		...(characters === undefined ? {} : { characters: characters as string[] }),
		url: prediction.outputs[0] ?? null,
		outputs: prediction.outputs,
		createdAt: prediction.createdAt ?? new Date(submittedAt).toISOString(),
		timings: (prediction.timings ?? {}) as IDataObject,
		estimatedCost: plan.price,
		expiresAt: expiresAt(prediction, submittedAt),
	};
}

/** Downloads a finished prediction's videos into the item: `data`, `data_1`, … */
export async function deliver(
	plan: Plan,
	model: VideoModel,
	prediction: Prediction,
	submittedAt: number,
	deps: DownloadDeps,
): Promise<{ item: INodeExecutionData } | { failure: Failure }> {
	const json = describeVideo(plan, model, prediction, submittedAt);
	const pairedItem = { item: plan.itemIndex };
	if (!plan.options.download) return { item: { json, pairedItem } };

	const binary: IBinaryKeyData = {};
	for (const [output, url] of prediction.outputs.entries()) {
		const answeredBy = prediction.model || model.id;
		const facts = { model: answeredBy, id: prediction.id, item: plan.itemIndex, output };
		const nameFor = ({ extension }: { extension: string }) =>
			makeFileName(plan.options.fileName, { ...facts, extension });
		const { maxBytes } = plan.options;
		const result = await downloadVideo(url, { nameFor, maxBytes }, deps);
		if (result.kind === 'failed') {
			return {
				failure: {
					code: 'download_failed',
					message: `The video is made, but could not be downloaded: ${result.reason}`,
					spent: 'yes',
					lasting: false,
					predictionId: prediction.id,
					model: answeredBy,
					status: prediction.status,
					url,
					expiresAt: expiresAt(prediction, submittedAt),
					httpStatus: result.httpStatus,
					advice:
						'Fetch it from there, or let the node retry: it downloads again without a new generation.',
				},
			};
		}
		const { outputField } = plan.options;
		binary[output === 0 ? outputField : `${outputField}_${output}`] = result.binary;
	}
	return { item: { json, binary, pairedItem } };
}
