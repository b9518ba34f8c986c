import { mediaFields } from '../../models/mediaFields';
import { costOptions } from '../../fields/costOptions';
import { optionGroup } from '../../fields/optionGroups';
import { safetyOptions } from '../../fields/safetyOptions';
import { maxConcurrentOption, waitOptions } from '../../fields/waitOptions';
import { noOutput } from '../../api/outcome';
import type { ModelChoice } from '../../models/choice';
import { sora2Characters } from '../../models/sora2Characters';
import { characterId, describeCharacter } from '../../items/describeCharacter';
import type { Finish } from '../../items/finish';
import { finish } from '../../items/finish';
import { makeVideos } from '../../items/makeVideos';
import { earlierVideo } from '../earlierVideo';
import { withModels } from '../modelOperation';
import type { Operation } from '../operation';
import { readItem } from '../../items/readItem';
import { outputItem } from '../../items/results';
import { substitutedFailure } from '../../items/substitutedModel';

const finishCharacter: Finish = async (finished, session) => {
	if (finished.kind !== 'completed') return await finish(finished, session);
	const { prediction, submittedAt, order, itemIndex } = finished;
	const substituted = substitutedFailure(finished);
	if (substituted) return { kind: 'failed', failure: substituted };
	const id = characterId(prediction.outputs);
	if (!id) return { kind: 'failed', failure: noOutput(prediction) };
	const facts = {
		model: prediction.model || order.model,
		requestedModel: order.model,
		name: String(order.inputs.name),
	};
	const json = describeCharacter(prediction, submittedAt, id, facts);
	return outputItem({ json: { ...json, estimatedCost: order.price ?? null } }, itemIndex);
};

/** One model; its field tells which. */
export const characterChoice: ModelChoice = {
	parameter: 'characterModel',
	models: [sora2Characters],
	preset: sora2Characters,
};

export const createCharacter: Operation = {
	resource: 'character',
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create character',
		description: 'Create a character from a short clip, for the option Characters of Sora 2 videos',
	},
	fields: (place) =>
		withModels(characterChoice)(place, ({ media, fields }) => [
			...mediaFields(media),
			...fields,
			...optionGroup('waitOptions', [...waitOptions, maxConcurrentOption]),
			...optionGroup('costOptions', costOptions),
			...optionGroup(
				'safetyOptions',
				safetyOptions.filter(({ name }) => name !== 'onMismatch'),
			),
		]),
	run: async (host) =>
		await makeVideos(
			host,
			async (reading, itemIndex) =>
				await readItem(reading, characterChoice, itemIndex, { earlierVideo: earlierVideo(host) }),
			finishCharacter,
		),
};
