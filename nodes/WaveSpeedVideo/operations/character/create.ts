import { showFor } from '../../fields/display';
import { batchOptions, collection, waitingOptions } from '../../fields/options';
import { noOutput } from '../../generation/follow/outcome';
import { sora2Characters } from '../../models/sora2Characters';
import { characterId, describeCharacter } from '../../items/describeCharacter';
import type { Finish } from '../../items/finish';
import { finish } from '../../items/finish';
import { generateVideos } from '../../items/makeVideos';
import type { Operation } from '../operation';
import { readItem } from '../../items/readItem';
import { outputItem } from '../../items/results';
import { substitutedFailure } from '../../items/substitutedModel';

const finishCharacter: Finish = async (plan, generated, session) => {
	if (generated.kind !== 'completed') return await finish(plan, generated, session);
	const { prediction, submittedAt } = generated;
	const substituted = substitutedFailure(plan, prediction, submittedAt);
	if (substituted) return { kind: 'failed', failure: substituted };
	const id = characterId(prediction.rawOutputs);
	if (!id) return { kind: 'failed', failure: noOutput(prediction) };
	const facts = {
		model: prediction.model || plan.model.id,
		requestedModel: plan.model.id,
		name: String(plan.inputs.name),
	};
	const json = describeCharacter(prediction, submittedAt, id, facts);
	return outputItem({ json: { ...json, estimatedCost: plan.price ?? null } }, plan.itemIndex);
};

export const createCharacter: Operation = {
	resource: 'character',
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a character',
		description: 'Create a character from a short clip, for the option Characters of Sora 2 videos',
	},
	fields: (place) =>
		showFor(place, [...sora2Characters.fields, collection([...waitingOptions, ...batchOptions])]),
	run: async (ctx) =>
		await generateVideos(
			ctx,
			async (itemIndex) => await readItem(ctx, [sora2Characters], itemIndex),
			finishCharacter,
		),
};
