import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { roundUsd } from '../../base/money';
import type { Host } from '../../base/host';
import { ParameterError } from '../../base/parameterError';
import type { Place } from '../../fields/display';
import { showFor } from '../../fields/display';
import { priceSourceOption } from '../../fields/costOptions';
import { optionGroup } from '../../fields/optionGroups';
import { planItem } from '../../items/plan';
import type { Plan } from '../../items/plan';
import { pricePlans } from '../../items/pricing';
import type { ReadItem } from '../../items/readItem';
import { readItem } from '../../items/readItem';
import type { ItemResult } from '../../items/results';
import { outputItem, throwFirst, toRows } from '../../items/results';
import { readRunOptions } from '../../items/runOptions';
import { openSession } from '../../items/session';
import { shownInputs } from '../../items/shownInputs';
import { mediaOptions } from '../../models/mediaFields';
import type { GenerateOperation } from '../modelOperation';
import type { Operation } from '../operation';
import { chooseModel, modelInputs } from './anyModel/fields';
import { readAnyModel } from './anyModel/read';
import { customModel } from './customModel';
import { extendVideo } from './extendVideo';
import { imageToVideo } from './imageToVideo';
import { imageToVideoPro } from './imageToVideoPro';
import { textToVideo } from './textToVideo';
import { textToVideoPro } from './textToVideoPro';

/**
 * An operation whose cost can be told. Its fields have the names that they have there: a node that
 * makes videos is copied and set to Estimate Cost, and its settings stay.
 */
interface Priced {
	option: INodePropertyOptions & { value: string };
	fields(place: Place): INodeProperties[];
	read(host: Host): ReadItem;
}

const ANY_PROMPT = 'any';
const UNKNOWN = 'unknown';

/** Options without a price: who is shown, and what to do after a failure. */
const FREE = new Set(['characters', 'ifUnavailable']);
const maySay = ({ name }: INodeProperties): boolean => !FREE.has(name);

/** Of an operation with models of ours, whose prompts and pictures don't change the price. */
const priced = ({ option, choice, modelFields }: GenerateOperation): Priced => ({
	option,
	fields: (place) =>
		modelFields(place, (model) => [
			...model.fields.filter(({ name }) => name !== 'prompt'),
			...optionGroup(
				'modelOptions',
				[...(model.options ?? []), ...mediaOptions(model.media)].filter(maySay),
			),
			...optionGroup('costOptions', [priceSourceOption]),
		]).filter(({ name }) => name !== 'stabilityNotice'),
	read: () => async (reading, itemIndex) => {
		const asked = await readItem(reading, choice, itemIndex, { onlyPrice: true });
		return { ...asked, inputs: { ...asked.inputs, prompt: ANY_PROMPT } };
	},
});

const PRICED: Priced[] = [
	...[textToVideo, imageToVideo, extendVideo, textToVideoPro, imageToVideoPro].map(priced),
	{
		option: customModel.option,
		fields: (place) =>
			showFor(place, [
				...chooseModel,
				modelInputs,
				...optionGroup('costOptions', [priceSourceOption]),
			]),
		read: (host) => readAnyModel(host, true),
	},
];

const estimateForField: INodeProperties = {
	displayName: 'Estimate For',
	name: 'estimateFor',
	type: 'options',
	noDataExpression: true,
	options: PRICED.map(({ option: { name, value } }) => ({ name, value })),
	default: 'textToVideo',
	description: 'The operation whose cost to estimate',
	hint: 'Copy a node that makes videos and set the copy to Estimate Cost: its settings stay',
};

/** An operation and not a mode of the others: it can't buy, whatever an expression gives. */
export const estimateCost: Operation = {
	resource: 'video',
	option: {
		name: 'Estimate Cost',
		value: 'estimateCost',
		action: 'Estimate cost of videos',
		description: 'Tell what videos would cost, per item and in all; nothing is bought',
	},
	fields: (place) => [
		...showFor(place, [estimateForField]),
		...PRICED.flatMap(({ option, fields }) => fields({ ...place, estimateFor: [option.value] })),
	],
	async run(host) {
		const session = await openSession(host);
		const chosen = host.parameter('estimateFor', 0);
		const operation = PRICED.find(({ option }) => option.value === chosen);
		if (!operation) throw new ParameterError(`Estimate For "${String(chosen)}" is not known`);

		const read = operation.read(host);
		const results: ItemResult[] = [];
		const plans: Plan[] = [];
		for (let index = 0; index < host.items.length; index++) {
			const planned = await planItem(session, read, index);
			if ('plan' in planned) plans.push(planned.plan);
			results[index] =
				'plan' in planned ? { kind: 'notStarted' } : { kind: 'failed', failure: planned.failure };
		}
		throwFirst(session, results);
		const { priceSource: source } = readRunOptions(host);
		await pricePlans(plans, { source, limited: false }, session.client, session.runtime);
		for (const [index, row] of quotes(plans).entries()) {
			const { itemIndex } = plans[index] as Plan;
			results[itemIndex] = outputItem({ json: row }, itemIndex);
		}
		return toRows(results);
	},
};

/** What each would cost, and all together. Never null: in an expression, null is below every limit. */
function quotes(plans: readonly Plan[]) {
	const known = plans.every(({ price }) => price !== undefined);
	const total = known ? roundUsd(plans.reduce((sum, { price }) => sum + (price ?? 0), 0)) : UNKNOWN;
	return plans.map(({ model, inputs, price, priceBlindTo }) => {
		const { prompt, ...others } = inputs;
		const settings = prompt === ANY_PROMPT ? others : inputs;
		return {
			model: model.id,
			estimatedCost: price ?? UNKNOWN,
			totalCost: total,
			currency: 'USD',
			inputs: shownInputs(settings),
			...(priceBlindTo ? { unpricedInputs: priceBlindTo } : {}),
		};
	});
}
