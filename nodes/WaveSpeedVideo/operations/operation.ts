import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Checked, Picture } from '../media/picture';
import type { VideoModel } from '../models/model';

/** What an item asks for, as read from its parameters and not yet checked by the model. */
export interface ItemRequest {
	inputs: Record<string, unknown>;
	/** Pictures by the name of the model's input, e.g. `image`. */
	pictures?: Record<string, Checked<Picture>>;
}

/** An operation that generates one video per item: how it looks, and how it reads an item. */
export interface GenerateOperation {
	resource: string;
	/** Entry of the Operation field. */
	option: INodePropertyOptions & { value: string };
	model: VideoModel;
	/** Fields beside the model's own, shown before them. */
	fields: INodeProperties[];
	read(ctx: IExecuteFunctions, itemIndex: number): ItemRequest | Promise<ItemRequest>;
}
