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
	/** Checks and normalises what the user set. Unknown keys are an error of ours, never sent. */
	inputs: z.ZodTypeAny;
	/** Inputs that are URLs of media, sent beside `inputs`. */
	media: readonly string[];
	/** How the inputs appear in the panel, without display conditions. */
	fields: INodeProperties[];
	/**
	 * Price of one generation in USD. WaveSpeed bills by what was requested, not by the length that
	 * came out (model pages, "Billing Rules").
	 */
	price(inputs: ModelInputs): number;
}
