import type { IDataObject } from 'n8n-workflow';
import type { Output } from '../api/outputs';
import type { Prediction } from '../api/schemas';
import { describePrediction } from './deliver';

/** The id that a character model gives as an object, e.g. `{ id: 'char_…', name }`. */
export function characterId(outputs: readonly Output[]): string | undefined {
	for (const output of outputs) {
		const given = output.kind === 'json' ? output.value : output.kind === 'text' ? output.text : '';
		const id = typeof given === 'object' && given !== null && 'id' in given ? given.id : given;
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
	for (const ofFiles of ['url', 'outputs', 'text', 'result']) delete json[ofFiles];
	return json;
}
