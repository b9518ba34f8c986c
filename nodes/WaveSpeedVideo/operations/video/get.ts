import { collection, deliveryOptions, waitingOptions } from '../../fields/options';
import { showFor } from '../../fields/display';
import { waitForPrediction } from '../../generation/follow/wait';
import { characterId, describeCharacter } from '../../items/describeCharacter';
import { deliver, describePrediction, expiresAt } from '../../items/deliver';
import { eachItem } from '../../items/eachItem';
import { notReady } from '../../items/finish';
import { readItemOptions } from '../../items/itemOptions';
import type { Operation } from '../operation';
import { checkPredictionId, predictionIdField, readFailure } from '../predictionId';
import type { ItemResult } from '../../items/results';
import { outputItem } from '../../items/results';
import type { Session } from '../../items/session';

/** The way back for every error that named an id. */
export const get: Operation = {
	resource: 'video',
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a video',
		description:
			'Get a video that was generated earlier by its prediction ID, waiting if it still runs',
	},
	fields: (place) =>
		showFor(place, [predictionIdField, collection([...deliveryOptions, ...waitingOptions])]),
	run: async (ctx) => await eachItem(ctx, getVideo),
};

async function getVideo(session: Session, itemIndex: number): Promise<ItemResult> {
	const { ctx, client, runtime } = session;
	const id = checkPredictionId(ctx.getNodeParameter('predictionId', itemIndex));
	const options = readItemOptions(ctx, itemIndex);
	const found = await client.getPrediction(id);
	if (found.kind !== 'ok') return { kind: 'failed', failure: readFailure(found, id) };

	const created = Date.parse(found.value.createdAt ?? '');
	const submittedAt = Number.isNaN(created) ? runtime.now() : created;
	const wait = { timeoutMs: options.timeoutMs, fixedDelayMs: options.fixedDelayMs };
	const result = await waitForPrediction(found.value, submittedAt, wait, client, runtime);
	if (result.kind === 'failed') return result;

	const { prediction } = result;
	const json = {
		...describePrediction(prediction, submittedAt, { model: prediction.model }),
		expiresAt: expiresAt(prediction, submittedAt),
	};
	if (result.kind === 'timeout') return notReady(prediction, json, itemIndex, options);
	const answeredBy = prediction.model;
	const character = characterId(prediction.rawOutputs);
	if (character) {
		const facts = { model: answeredBy };
		const described = describeCharacter(prediction, submittedAt, character, facts);
		return outputItem({ json: described }, itemIndex);
	}
	return await deliver({ prediction, submittedAt, json, itemIndex, answeredBy, options }, session);
}
