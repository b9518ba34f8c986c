import { downloadVideoField } from '../../fields/downloadVideo';
import { optionGroup } from '../../fields/optionGroups';
import { outputOptions } from '../../fields/outputOptions';
import { DEFAULT_MAX_CONCURRENT, waitOptions } from '../../fields/waitOptions';
import { showFor } from '../../fields/display';
import { openExperience } from '../../generation/follow/experience';
import type { Follower } from '../../generation/follow/follower';
import { createFollower } from '../../generation/follow/follower';
import { deliverEarlier, describeEarlier } from '../../items/earlierVideo';
import { eachItem } from '../../items/eachItem';
import { notReady } from '../../items/finish';
import { readItemOptions } from '../../items/itemOptions';
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
			...optionGroup('outputOptions', outputOptions),
			...optionGroup('waitOptions', waitOptions),
		]),
	async run(host) {
		let follower: Follower | undefined;
		return await eachItem(
			host,
			async (session, itemIndex) => {
				follower ??= followerOf(session);
				return await getVideo(session, follower, itemIndex);
			},
			DEFAULT_MAX_CONCURRENT,
		);
	},
};

function followerOf({ host, client, runtime, apiUrl }: Session): Follower {
	const experience = openExperience(host.workflowData, apiUrl);
	return createFollower({ client, runtime, experience, total: host.items.length });
}

async function getVideo(
	session: Session,
	follower: Follower,
	itemIndex: number,
): Promise<ItemResult> {
	const { host } = session;
	const id = checkPredictionId(host.parameter('predictionId', itemIndex));
	const options = readItemOptions(host, itemIndex);
	const { timeoutMs, fixedDelayMs } = options;
	const result = await follower.find(id, { timeoutMs, fixedDelayMs });
	if (result.kind === 'failed') {
		// Nothing is known against it: the next look may tell.
		const isUnseen = result.failure.code === 'unreachable' && options.returnOnTimeout;
		return isUnseen ? outputItem({ json: { id, status: 'unknown' } }, itemIndex) : result;
	}

	const { prediction } = result;
	if (result.kind === 'timeout') {
		const json = describeEarlier(prediction, session);
		return notReady(prediction, json, itemIndex, options, result.trouble);
	}
	return await deliverEarlier(prediction, itemIndex, options, session);
}
