import type { INodeProperties } from 'n8n-workflow';
import type { Failure } from '../../api/failure';
import type { ReadResult } from '../../api/answers';
import type { Prediction } from '../../api/schemas';
import { collection } from '../../fields/collection';
import { showFor } from '../../fields/display';
import { readOutcome } from '../../api/outcome';
import { shown } from '../../base/shown';
import { eachItem } from '../../items/eachItem';
import type { Operation } from '../operation';
import { checkPredictionId, readFailure } from '../predictionId';
import type { ItemResult } from '../../items/results';
import type { Session } from '../../items/session';
import { ParameterError } from '../../base/parameterError';

const fields: INodeProperties[] = [
	{
		displayName: 'Prediction IDs',
		name: 'predictionIds',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 9f1c2b…, 07ad11…',
		description:
			'Comma-separated list of prediction IDs, or an expression that gives an array. The predictions and their files are deleted for good.',
	},
	collection('options', 'Options', [
		{
			displayName: 'Delete Running Jobs',
			name: 'deleteRunning',
			type: 'boolean',
			default: false,
			description:
				'Whether to delete predictions that still run too; they are paid all the same, and their videos are lost',
		},
	]),
];

export const deleteVideos: Operation = {
	resource: 'video',
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete videos',
		description: 'Delete predictions and their files at WaveSpeed for good',
	},
	fields: (place) => showFor(place, fields),
	run: async (host) => await eachItem(host, remove),
};

function readIds(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(/[,\n]/);
	const ids = parts.filter((part) => String(part).trim() !== '').map(checkPredictionId);
	if (ids.length > 0) return [...new Set(ids)];
	throw new ParameterError(
		`Prediction IDs must name at least one prediction (given: ${shown(value)})`,
	);
}

/** A row for each id: `deleted` is false for what WaveSpeed did not have. */
async function remove(session: Session, itemIndex: number): Promise<ItemResult> {
	const { host, client, runtime } = session;
	const ids = readIds(host.parameter('predictionIds', itemIndex));
	const force = host.parameter('options.deleteRunning', itemIndex, false) === true;
	const missing = new Set<string>();
	for (const id of ids) {
		const found = await client.getPrediction(id);
		if (found.kind === 'refused' && found.failure.httpStatus === 404) missing.add(id);
		else if (!force) {
			const failure = whyNot(found, id);
			if (failure) return { kind: 'failed', failure };
		}
	}
	runtime.checkStop();
	const answer = await client.deletePredictions(ids);
	if (answer.kind !== 'ok') return { kind: 'failed', failure: readFailure(answer) };
	// Of several, the answer tells only how many.
	const none = answer.value === 0;
	const rows = ids.map((id) => ({
		json: { deleted: !none && !missing.has(id), id },
		pairedItem: { item: itemIndex },
	}));
	return { kind: 'items', items: rows };
}

/** Why a prediction is not to be deleted: it still runs, or that can't be told. */
function whyNot(found: ReadResult<Prediction>, id: string): Failure | undefined {
	if (found.kind !== 'ok') return readFailure(found, id);
	if (readOutcome(found.value).kind !== 'running') return undefined;
	return {
		code: 'invalid_parameter',
		message: `Prediction ${id} still runs, so nothing was deleted`,
		spent: 'still_running',
		lasting: false,
		predictionId: id,
		status: found.value.status,
		advice: 'Wait for it, or set Delete Running Jobs under Options.',
	};
}
