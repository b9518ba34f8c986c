import type { IDataObject } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import { describePrediction } from './deliver';

/** The id that a character model gives as an object, e.g. `{ id: 'char_…', name }`. */
export function characterId(outputs: unknown[]): string | undefined {
	for (const output of outputs) {
		const id = typeof output === 'object' && output !== null && 'id' in output ? output.id : output;
		if (typeof id === 'string' && id.startsWith('char_')) return id;
	}
	return undefined;
}

/** A character's prediction as output: its id in place of a file. */
export function describeCharacter(
	prediction: Prediction,
	submittedAt: number,
	id: string,
	facts: IDataObject,
): IDataObject {
	const json = describePrediction(prediction, submittedAt, { ...facts, characterId: id });
	delete json.url;
	delete json.outputs;
	return json;
}
