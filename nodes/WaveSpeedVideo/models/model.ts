import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';

/** The inputs of a model after its checks: exactly what is sent, except media (added as URLs). */
export type ModelInputs = Record<string, unknown>;

/**
 * A model as data. To add one: a file like the ones beside this, and a line in an operation.
 */
export interface VideoModel {
	/** WaveSpeed's model id, e.g. `openai/sora-2/text-to-video-pro`. */
	id: string;
	/** As a person reads it, e.g. "Sora 2 Pro". */
	name: string;
	/** Checks and normalises what the user set. Unknown keys are an error of ours, never sent. */
	inputs: z.ZodTypeAny;
	/** Which node parameter each input comes from, e.g. `aspect_ratio: 'aspectRatio'`. */
	parameters: Record<string, string>;
	/** Inputs that are URLs of media, sent beside `inputs`; the first is required. */
	media: readonly MediaInput[];
	/** How the inputs appear in the panel, without display conditions. */
	fields: INodeProperties[];
	/** The model's inputs that few need: entries of the Options field, without conditions. */
	options?: INodeProperties[];
	/**
	 * Price of one generation in USD, or undefined where the table does not tell (ask the live price).
	 * WaveSpeed bills by what was requested, not by the length that came out (model pages, "Billing
	 * Rules").
	 */
	price(inputs: ModelInputs): number | undefined;
}

/** The media that models take; operations/readItem.ts knows where each comes from. */
export type MediaInput = 'image' | 'last_image' | 'video';
