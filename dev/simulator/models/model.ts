import type { Frame } from '../media/videos';

/** A model's inputs as the catalogue publishes them (JSON Schema). */
export type InputSchema = {
	type: 'object';
	properties: Record<string, Record<string, unknown>>;
	required: string[];
	'x-order-properties': string[];
};

/** Inputs after the schema has filled in defaults and dropped what it does not know. */
export type Inputs = Record<string, unknown>;

export interface Model {
	id: string;
	/** As the catalogue names it; an open list. */
	type: string;
	schema: InputSchema;
	/** How WaveSpeed works out the price (JSONata), as the catalogue publishes it of some models. */
	formula?: string;
	/** USD for these inputs; the values in them are of the schema's. */
	price(inputs: Inputs): number;
	/** What comes out; default a video. */
	makes?: 'video' | 'picture' | 'text' | 'character';
	/** The frame of a video or picture; `portrait` tells how the given picture stands. */
	frame?(inputs: Inputs, portrait: boolean): Frame;
	/** The text that comes out. */
	says?(inputs: Inputs): string;
}
