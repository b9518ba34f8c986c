import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Failure } from '../api/failure';
import { invalidParameter } from '../api/failure';
import { CREDENTIAL } from '../host/transport';
import type { Media } from '../media/in/mediaInput';
import { checkInputs } from '../models/checks';
import type { ModelInputs, VideoModel } from '../models/model';
import type { ItemOptions } from './itemOptions';
import { readItemOptions } from './itemOptions';
import type { ReadItem } from './readItem';

/** What a fallback to another model changed, for the output. */
export interface Substitution {
	from: string;
	to: string;
	reason: string;
	/** What is lost or different, in plain words. */
	changes: string[];
}

/** One item, checked and ready to be submitted. */
export interface Plan {
	itemIndex: number;
	model: VideoModel;
	/** Key in the ledger. */
	key: string;
	inputs: ModelInputs;
	/** By the name of the model's input. */
	media: Record<string, Media>;
	/** USD; undefined when nobody knows. */
	price?: number;
	options: ItemOptions;
	/** Set when this plan stands in for another model's. */
	substitution?: Substitution;
}

/** What makes a medium the same medium when the item is run again. */
function identity(medium: Media): string {
	return medium.kind === 'url' ? medium.url : medium.sha256;
}

/**
 * The ledger's key: run, item, and a hash of what is bought with which account. Not the execution
 * id, which changes when a person retries an execution in the editor.
 */
export function ledgerKey(
	ctx: IExecuteFunctions,
	{ itemIndex, model, inputs, media }: Pick<Plan, 'itemIndex' | 'model' | 'inputs' | 'media'>,
): string {
	const run: unknown = ctx.evaluateExpression('{{ $runIndex }}', itemIndex);
	const account = ctx.getNode().credentials?.[CREDENTIAL]?.id ?? '';
	const files = Object.entries(media).map(([name, medium]) => [name, identity(medium)]);
	const hash = createHash('sha256')
		.update(JSON.stringify([account, [model.id, inputs, files]]))
		.digest('hex');
	return `${String(run)}:${itemIndex}:${hash.slice(0, 32)}`;
}

/** Jobs of one kind take about the same time: the model with its size and duration. */
export function kindOf({ model, inputs }: Pick<Plan, 'model' | 'inputs'>): string {
	const { size, resolution, duration } = inputs;
	return [model.id, size ?? resolution ?? '', duration ?? ''].join(' ');
}

/** Reads and checks one item. Nothing is sent. */
export async function planItem(
	ctx: IExecuteFunctions,
	read: ReadItem,
	itemIndex: number,
): Promise<{ plan: Plan } | { failure: Failure }> {
	try {
		const { model, inputs: given, media: found } = await read(itemIndex);
		const checked = checkInputs(model.inputs, given);
		if ('problem' in checked) return { failure: invalidParameter(checked.problem) };
		const media: Record<string, Media> = {};
		for (const [name, medium] of Object.entries(found)) {
			if ('problem' in medium) {
				return { failure: invalidParameter(medium.problem, medium.advice) };
			}
			media[name] = medium.value;
		}
		const { inputs } = checked;
		const options = readItemOptions(ctx, itemIndex);
		const plan = { itemIndex, model, inputs, media, options, price: model.price(inputs) };
		return { plan: { ...plan, key: ledgerKey(ctx, plan) } };
	} catch (error) {
		return { failure: invalidParameter(error instanceof Error ? error.message : String(error)) };
	}
}
