import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';
import type { OrderedVideo } from '../base/video';
import type { MediaInput } from './media';

/** The inputs of a model after its checks: exactly what is sent, except media (added as URLs). */
export type ModelInputs = Record<string, unknown>;

/** Where a fact is from, and when it was read there (YYYY-MM-DD). */
export interface Source {
	url: string;
	read: string;
}

/** Where a model's table of prices is from. */
export type PriceSource =
	/** WaveSpeed's page of the model. */
	| ({ kind: 'page' } & Source)
	/** Others who quote WaveSpeed: near, but not WaveSpeed's word. */
	| { kind: 'secondHand'; from: string; read: string }
	/** There is no table: the price is asked for. */
	| { kind: 'live' };

/**
 * A model as data. To add one: a file like the ones beside this, a line in an operation, an entry
 * of the simulator and a row of the reference; test/unit/models/everyModel.test.ts asks for them.
 */
export interface VideoModel {
	/** Its value in the field Model: the family's, so that a switch of the operation keeps it. */
	family: string;
	/** WaveSpeed's model id, e.g. `openai/sora-2/text-to-video-pro`. */
	id: string;
	/** As a person reads it, e.g. "Sora 2 Pro". */
	name: string;
	/** Where its inputs and limits are from. */
	page: Source;
	priceSource: PriceSource;
	/** What to do when this very model is gone or unavailable; follows the failure's own advice. */
	advice?: string;
	/** Checks and normalises what the user set. Unknown keys are an error of ours, never sent. */
	inputs: z.ZodTypeAny;
	/** Which node parameter each input comes from, e.g. `aspect_ratio: 'aspectRatio'`. */
	parameters: Record<string, string>;
	/** Inputs that are media, sent beside `inputs` as URLs. */
	media: readonly MediaInput[];
	/** Its videos are 16:9 or 9:16, whatever the shape of the picture they begin with. */
	fixedFrame?: boolean;
	/** What to know before buying, on top of the form. */
	notice?: INodeProperties;
	/** How the inputs appear in the panel, without display conditions. */
	fields: INodeProperties[];
	/** The model's inputs that few need: entries of Model Options, without conditions. */
	options?: INodeProperties[];
	/**
	 * What the inputs, as checked, say of the video that comes: how long, how large, with sound.
	 * Without it nothing is compared.
	 */
	ordered?(inputs: ModelInputs): OrderedVideo;
	/**
	 * Price of one generation in USD, or undefined where the table does not tell (ask the live price).
	 * WaveSpeed bills by what was requested, not by the length that came out (model pages, "Billing
	 * Rules").
	 *
	 * @param media the media that are sent, as placed in a request
	 */
	price(inputs: ModelInputs, media?: ModelInputs): number | undefined;
	/** What WaveSpeed takes for inputs that are not sent. */
	defaults?: ModelInputs;
	/** Names of the inputs that WaveSpeed's price formula reads, where it is known. */
	pricedBy?: readonly string[];
	/** Media whose length the price goes by: WaveSpeed measures them at their addresses. */
	measured?: readonly string[];
}
