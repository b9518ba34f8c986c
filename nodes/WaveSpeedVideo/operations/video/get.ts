import { downloadVideoField } from '../../fields/downloadVideo';
import { optionGroup } from '../../fields/optionGroups';
import { outputShapeFields } from '../../fields/outputShape';
import { outputOptions } from '../../fields/outputOptions';
import { DEFAULT_MAX_CONCURRENT, waitOptions } from '../../fields/waitOptions';
import { showFor } from '../../fields/display';
import { openExperience } from '../../generation/follow/experience';
import type { Follower } from '../../generation/follow/follower';
import { createFollower } from '../../generation/follow/follower';
import { deliverEarlier, describeEarlier } from '../../items/earlierPrediction';
import { eachItem } from '../../items/eachItem';
import { notReady } from '../../items/finish';
import { readItemOptions } from '../../items/itemOptions';
import type { ItemOptions } from '../../items/itemOptions';
import { ListedInputs } from '../../items/listedInputs';
import { shapeResult } from '../../items/outputShape';
import type { Operation } from '../operation';
import { checkPredictionId, predictionIdField } from '../predictionId';
import type { ItemResult } from '../../items/results';
import { outputItem } from '../../items/results';
import type { Session } from '../../items/session';

/** The way back for every error that named an id. */
export const get: Operation = {
	resource: 'video',
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get video',
		description:
			'Get a video that was generated earlier by its prediction ID, waiting if it still runs',
	},
	fields: (place) =>
		showFor(place, [
			predictionIdField,
			downloadVideoField,
			...outputShapeFields,
			...optionGroup('outputOptions', outputOptions),
			...optionGroup('waitOptions', waitOptions),
		]),
	async run(host) {
		let shared: Shared | undefined;
		return await eachItem(
			host,
			async (session, itemIndex) => {
				shared ??= { follower: followerOf(session), inputs: new ListedInputs(session) };
				const options = readItemOptions(host, itemIndex);
				const result = await getVideo(session, shared, itemIndex, options);
				return shapeResult(result, options.shape, host.items[itemIndex]);
			},
			DEFAULT_MAX_CONCURRENT,
		);
	},
};

/** What the items of one run share. */
interface Shared {
	follower: Follower;
	inputs: ListedInputs;
}

function followerOf({ host, client, runtime, apiUrl }: Session): Follower {
	const experience = openExperience(host.workflowData, apiUrl, () => runtime.random());
	return createFollower({ client, runtime, experience, total: host.items.length });
}

async function getVideo(
	session: Session,
	{ follower, inputs }: Shared,
	itemIndex: number,
	options: ItemOptions,
): Promise<ItemResult> {
	const { host } = session;
	const id = checkPredictionId(host.parameter('predictionId', itemIndex));
	const { timeoutMs, fixedDelayMs } = options;
	const result = await follower.find(id, { timeoutMs, fixedDelayMs });
	if (result.kind === 'failed') {
		// Nothing is known against it: the next look may tell.
		const isUnseen = result.failure.code === 'unreachable' && options.returnOnTimeout;
		return isUnseen
			? outputItem({ json: { id, predictionId: id, status: 'unknown' } }, itemIndex)
			: result;
	}

	const { prediction } = result;
	const given = await inputs.of(prediction);
	if (result.kind === 'timeout') {
		const json = describeEarlier(prediction, session, given);
		return notReady(prediction, json, itemIndex, options, result.trouble);
	}
	return await deliverEarlier(prediction, itemIndex, options, session, given);
}
