import type { Failure } from '../api/failure';
import { invalidParameter, unexpected } from '../api/failure';
import { hashOf, shortened } from '../base/canonical';
import type { Host } from '../base/host';
import { ParameterError } from '../base/parameterError';
import type { Wanted } from '../generation/acquire/ledger';
import type { Callback } from '../generation/acquire/submit';
import type { Order, Substitution } from '../generation/acquire/purchase';
import type { Media } from '../media/in/mediaInput';
import { checkInputs } from '../models/checks';
import { placeMedia } from '../models/media';
import type { ModelInputs, VideoModel } from '../models/model';
import { earlierErrorOf, intentOf, recordingReads } from './intent';
import type { ItemOptions } from './itemOptions';
import { readItemOptions } from './itemOptions';
import type { ReadItem } from './readItem';
import type { Session } from './session';

/** One item, checked and ready to be submitted. */
export interface Plan {
	itemIndex: number;
	/** How its purchase is found in the ledger. */
	wanted: Wanted;
	/** The parameters that what is bought depends on. */
	names: ReadonlySet<string>;
	model: VideoModel;
	inputs: ModelInputs;
	/** By the place in the request, e.g. `image` or `reference_images.0`. */
	media: Record<string, Media>;
	/** USD; undefined when nobody knows. */
	price?: number;
	/** Inputs that the price depends on and that WaveSpeed could not see when it told the price. */
	priceBlindTo?: string[];
	options: ItemOptions;
	/** Whom WaveSpeed is to call when the video is made. */
	callback?: Callback;
	/** Set when this plan stands in for another model's. */
	substitution?: Substitution;
	/** … and the hash of what that one orders. */
	wish?: string;
}

/** An item that can't be planned; an earlier try may have bought it all the same. */
export interface Unplanned {
	failure: Failure;
	wanted: Wanted;
	options?: ItemOptions;
}

/** What makes a medium the same medium when the item is run again. */
function identity(medium: Media): string {
	return medium.kind === 'url' ? medium.url : medium.sha256;
}

/** Media by what makes each the same. */
function identities(media: Plan['media']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(media).map(([place, medium]) => [place, identity(medium)]),
	);
}

/** What a plan buys, as plain JSON. */
export function orderOf(
	plan: Pick<Plan, 'model' | 'inputs' | 'media' | 'price' | 'substitution'>,
): Order {
	const { model, inputs, media, price, substitution } = plan;
	return {
		model: model.id,
		inputs: shortened(inputs),
		media: identities(media),
		price,
		substitution,
		video: model.ordered?.(inputs),
	};
}

/**
 * How an item's purchase is found in the ledger.
 *
 * @param order undefined when the item could not be read
 */
export function wantedOf(
	host: Host,
	itemIndex: number,
	names: ReadonlySet<string>,
	order?: Order,
): Wanted {
	const ordered = order ? hashOf([order.model, order.inputs, order.media]) : '';
	const variant = order?.substitution ? order.model : '';
	return {
		place: `${host.runIndex(itemIndex)}:${itemIndex}`,
		intent: intentOf(host, itemIndex, names, variant, ordered),
		ordered,
		earlierError: earlierErrorOf(host, itemIndex),
	};
}

/**
 * Reads and checks one item. Nothing is sent.
 *
 * @param callbackFor whom WaveSpeed is to call; may throw a ParameterError
 */
export async function planItem(
	{ host, runtime }: Pick<Session, 'host' | 'runtime'>,
	read: ReadItem,
	itemIndex: number,
	callbackFor: (itemIndex: number) => Callback | undefined = () => undefined,
): Promise<{ plan: Plan } | Unplanned> {
	const { host: recording, names } = recordingReads(host);
	let options: ItemOptions | undefined;
	const unplanned = (failure: Failure): Unplanned => ({
		failure,
		options,
		wanted: wantedOf(host, itemIndex, names),
	});
	try {
		options = readItemOptions(host, itemIndex);
		const callback = callbackFor(itemIndex);
		const { model, inputs: given, media: found } = await read(recording, itemIndex);
		const checked = checkInputs(model.inputs, given);
		if ('problem' in checked) return unplanned(invalidParameter(checked.problem));
		const media: Record<string, Media> = {};
		for (const [name, medium] of Object.entries(found)) {
			if ('problem' in medium) {
				return unplanned(invalidParameter(medium.problem, medium.advice));
			}
			media[name] = medium.value;
		}
		const { inputs } = checked;
		const price = model.price(inputs, placeMedia(identities(media)));
		const plan = { itemIndex, names, model, inputs, media, options, callback, price };
		return { plan: { ...plan, wanted: wantedOf(host, itemIndex, names, orderOf(plan)) } };
	} catch (error) {
		runtime.checkStop();
		return unplanned(readingFailure(error));
	}
}

/** What went wrong while an item was read: nothing was sent for it in this try. */
export function readingFailure(error: unknown): Failure {
	return error instanceof ParameterError
		? invalidParameter(error.message, error.advice)
		: unexpected(error, { spent: 'no' });
}
