import type { InputSchema, Model } from './model';

export const text = (description: string) => ({ type: 'string', minLength: 1, description });
export const choice = <T>(type: 'string' | 'integer', values: T[], defaultValue?: T) => ({
	type,
	enum: values,
	...(defaultValue === undefined ? {} : { default: defaultValue }),
});
export const url = (description: string) => ({
	type: 'string',
	pattern: '^https?://',
	description,
});

export const prompt = text('The positive prompt for the generation.');
export const image = url('The image for generating the output.');
/** A list of addresses, as the catalogue marks it. */
export const urls = (kind: 'image' | 'video' | 'audio', maxItems: number, description: string) => ({
	type: 'array',
	items: url(description),
	maxItems,
	'x-ui-component': 'uploaders',
	'x-ui-component-props': { accept: `${kind}/*` },
});

/** A model's inputs, in the order in which the catalogue shows them. */
export function schema(properties: InputSchema['properties'], required: string[]): InputSchema {
	return { type: 'object', properties, required, 'x-order-properties': Object.keys(properties) };
}

/** Price per second from a table, by the value of one input. */
export function perSecond(key: string, rates: Record<string, number>): Model['price'] {
	return (inputs) => (rates[String(inputs[key])] ?? NaN) * Number(inputs['duration']);
}
