import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { showFor } from '../../fields/display';
import { mediaOptions } from '../../models/mediaFields';
import { priceSourceOption } from '../../fields/costOptions';
import { optionGroup } from '../../fields/optionGroups';
import { pricePlans } from '../../items/prices';
import type { GenerateOperation } from '../modelOperation';
import { readRunOptions } from '../../items/runOptions';
import type { Operation } from '../operation';
import { planItem } from '../../items/plan';
import type { Plan } from '../../items/plan';
import { readItem } from '../../items/readItem';
import type { ReadItem } from '../../items/readItem';
import type { ItemResult } from '../../items/results';
import { outputItem, throwFirst, toRows } from '../../items/results';
import { openSession } from '../../items/session';
import { extendVideo } from './extendVideo';
import { imageToVideo } from './imageToVideo';
import { imageToVideoPro } from './imageToVideoPro';
import { textToVideo } from './textToVideo';
import { textToVideoPro } from './textToVideoPro';
import { ParameterError } from '../../base/parameterError';

const PRICED: GenerateOperation[] = [
	textToVideo,
	imageToVideo,
	extendVideo,
	textToVideoPro,
	imageToVideoPro,
];

const estimateForField: INodeProperties = {
	displayName: 'Estimate For',
	name: 'estimateFor',
	type: 'options',
	noDataExpression: true,
	options: PRICED.map(({ option: { name, value } }) => ({ name, value })),
	default: 'textToVideo',
	description: 'The operation whose cost to estimate',
};

const ANY_PROMPT = 'any';
const UNKNOWN = 'unknown';

const roundUsd = (usd: number) => Math.round(usd * 1000) / 1000;

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
		...PRICED.flatMap(({ option, modelFields }) =>
			modelFields({ ...place, estimateFor: [option.value] }, (model) => [
				...model.fields.filter(({ name }) => name !== 'prompt'),
				...optionGroup('modelOptions', [...(model.options ?? []), ...mediaOptions(model.media)]),
				...optionGroup('costOptions', [priceSourceOption]),
			]),
		).filter(({ name }) => name !== 'stabilityNotice'),
	],
	async run(host) {
		const session = await openSession(host);
		const chosen = host.parameter('estimateFor', 0);
		const choice = PRICED.find(({ option }) => option.value === chosen)?.choice;
		if (!choice) throw new ParameterError(`Estimate For "${String(chosen)}" is not known`);

		const results: ItemResult[] = [];
		const plans: Plan[] = [];
		for (let index = 0; index < host.items.length; index++) {
			const read: ReadItem = async (reading) => {
				const asked = await readItem(reading, choice, index, { onlyPrice: true });
				// What the prompt says does not change the price either.
				return { ...asked, inputs: { ...asked.inputs, prompt: ANY_PROMPT } };
			};
			const planned = await planItem(session, read, index);
			if ('plan' in planned) plans.push(planned.plan);
			results[index] =
				'plan' in planned ? { kind: 'notStarted' } : { kind: 'failed', failure: planned.failure };
		}
		throwFirst(session, results);
		const { priceSource: source } = readRunOptions(host);
		await pricePlans(plans, { source, limited: false }, session.client, session.runtime);
		const known = plans.every(({ price }) => price !== undefined);
		// Not null: in an expression, null is less than every limit.
		const total = known
			? roundUsd(plans.reduce((sum, { price }) => sum + (price ?? 0), 0))
			: UNKNOWN;
		for (const { itemIndex, model, inputs, price } of plans) {
			const priced = { ...inputs };
			delete priced.prompt;
			const json = {
				model: model.id,
				...(priced as IDataObject),
				estimatedCost: price ?? UNKNOWN,
				totalCost: total,
				currency: 'USD',
			};
			results[itemIndex] = outputItem({ json }, itemIndex);
		}
		return toRows(results);
	},
};
