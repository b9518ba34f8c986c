import type { LiveInput } from '../../../nodes/WaveSpeedVideo/api/liveModels';
import { readCatalogue } from '../../../nodes/WaveSpeedVideo/api/liveModels';

/** What an input of a live model is, by WaveSpeed's schema extensions, in the order of decision. */
export function inputOf(name: string, schema: object): LiveInput {
	const [model] =
		readCatalogue([
			{
				model_id: 'acme/any',
				api_schema: { api_schemas: [{ request_schema: { properties: { [name]: schema } } }] },
			},
		]) ?? [];
	const input = model?.inputs[0];
	if (!input) throw new Error('The input was not read');
	return input;
}

export const texts = { type: 'array', items: { type: 'string' } };
