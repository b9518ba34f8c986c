import type { IDataObject } from 'n8n-workflow';
import type { LiveModel } from '../../../api/liveModels';
import type { Host } from '../../../base/host';
import { ParameterError } from '../../../base/parameterError';
import { shown } from '../../../base/shown';
import { accountModels } from '../../../host/accountModels';
import { createRuntime } from '../../../host/executionRuntime';
import type { ItemRequest, ReadItem } from '../../../items/readItem';
import { readMediaList, readMediaValue } from '../../../items/readMedia';
import { toVideoModel } from '../../../models/customModel';
import { mainText } from '../../../models/schemaInputs';

/** What an item says of its model, as written. */
interface Asked {
	id: string;
	/** Under Inputs. */
	mapped: IDataObject;
	/** Empty for an estimate, which shows no such field. */
	prompt: unknown;
	/** Under More Long Texts. */
	texts: Array<{ input?: unknown; text?: unknown }>;
}

/** A list older than this is read again before a model is said not to be in it (milliseconds). */
const NEW_MS = 60_000;

const isSet = (value: unknown) => value !== null && value !== undefined && value !== '';

function askedOf(host: Host, itemIndex: number, onlyPrice: boolean): Asked {
	const { value: mapped } = host.parameter('modelInputs', itemIndex, {}) as { value?: IDataObject };
	const long = onlyPrice ? {} : (host.parameter('longTexts', itemIndex, {}) as IDataObject);
	return {
		id: String(host.locatorValue('customModel', itemIndex)).trim(),
		mapped: Object.fromEntries(Object.entries(mapped ?? {}).filter(([, value]) => isSet(value))),
		prompt: onlyPrice ? '' : host.parameter('prompt', itemIndex, ''),
		texts: (Array.isArray(long.texts) ? long.texts : []) as Asked['texts'],
	};
}

/**
 * How an item with any model of the account is read.
 *
 * @param onlyPrice for an estimate: texts and media need not be there yet
 */
export function readAnyModel(host: Host, onlyPrice = false): ReadItem {
	// Asked for once an item is read, so that what is on record is followed up without the list.
	let models: Promise<LiveModel[]> | undefined;
	let newest: Promise<LiveModel[]> | undefined;
	return async (reading, itemIndex) => {
		const asked = askedOf(reading, itemIndex, onlyPrice);
		const isIt = ({ id }: LiveModel) => id === asked.id;
		models ??= accountModels(host, createRuntime(host));
		const live =
			(await models).find(isIt) ??
			(await (newest ??= accountModels(host, createRuntime(host), NEW_MS))).find(isIt);
		if (!live) {
			throw new ParameterError(
				`Model "${asked.id}" is not in the list of your account's models`,
				'Choose one of the list: it may have been renamed or withdrawn.',
			);
		}
		return await requestOf(reading, itemIndex, asked, live, onlyPrice);
	};
}

async function requestOf(
	host: Host,
	itemIndex: number,
	asked: Asked,
	live: LiveModel,
	onlyPrice: boolean,
): Promise<ItemRequest> {
	const model = toVideoModel(live, onlyPrice);
	const inputs = inputsOf(asked, live);
	const media: ItemRequest['media'] = {};
	for (const wanted of model.media) {
		const { input, required, most } = wanted;
		const given = inputs[input];
		delete inputs[input];
		const found: ItemRequest['media'] =
			most !== undefined
				? await readMediaList(host, itemIndex, given, wanted)
				: given === undefined
					? {}
					: { [input]: await readMediaValue(host, itemIndex, given, wanted) };
		if (required && Object.keys(found).length === 0) {
			throw new ParameterError(
				`${input} is required: the name of a binary field of the item, or a public URL`,
			);
		}
		Object.assign(media, found);
	}
	const main = mainText(live.inputs);
	if (!onlyPrice && main?.required && !isSet(inputs[main.name])) {
		throw new ParameterError(
			`${main.name} is required by ${live.id}`,
			'Write it into the field Prompt.',
		);
	}
	return { model, inputs, media };
}

/** Inputs from all the fields that they can stand in. @throws ParameterError for one that is given twice */
function inputsOf({ mapped, prompt, texts }: Asked, live: LiveModel): Record<string, unknown> {
	const inputs: Record<string, unknown> = { ...mapped };
	const add = (name: string, value: unknown, field: string) => {
		if (!isSet(value)) return;
		if (!live.inputs.some((input) => input.name === name)) {
			throw new ParameterError(`${live.id} has no input ${shown(name)}`);
		}
		if (isSet(inputs[name])) {
			throw new ParameterError(`${name} is given twice, the second time under ${field}`);
		}
		inputs[name] = value;
	};
	for (const { input, text } of texts) {
		if (isSet(text) && !isSet(input)) {
			throw new ParameterError('A text under More Long Texts has no input that it is for');
		}
		add(String(input), text, 'More Long Texts');
	}
	if (typeof prompt === 'string' && prompt.trim() === '') return inputs;
	const main = mainText(live.inputs);
	if (!main) {
		throw new ParameterError(`${live.id} takes no text`, 'Leave the field Prompt empty.');
	}
	add(main.name, prompt, 'Prompt');
	return inputs;
}
