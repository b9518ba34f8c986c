import type { INodeParameters } from 'n8n-workflow';

import { grouped, NODE_TYPE } from '../../dev/n8n';
import type { Step } from '../../dev/world/workflows';

export const SORA = 'openai/sora-2/text-to-video-pro';

/** Parameters of a node on Text to Video Pro: $1.20 a video. */
export const video = {
	operation: 'textToVideoPro',
	prompt: 'A paper boat',
	size: '1280*720',
	duration: 4,
};

/** Another node of ours behind the one that generates. */
export const ours = (name: string, parameters: INodeParameters): Step => ({
	name,
	type: NODE_TYPE,
	typeVersion: 1,
	parameters,
});

/** For those that wait for a job: a look every second. */
export const quick = grouped({ pollInterval: 1 });
