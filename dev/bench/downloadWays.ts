import { join } from 'node:path';

import type { N8nOptions } from '../n8n';
import { builtIn, chain, generating, givingItems, type Step } from '../world/workflows';

/** A way to get videos into n8n that the bench compares. */
export interface Way {
	name: string;
	n8n: N8nOptions;
	/** The node that downloads every item's `url`, where it isn't ours. */
	node?: Step;
}

const url = '={{ $json.url }}';

export const OURS: Way = { name: 'WaveSpeed Video', n8n: {} };

export const HTTP_REQUEST: Way = {
	name: 'HTTP Request, response as file',
	n8n: {},
	node: builtIn('Download', 'httpRequest', 4.2, {
		url,
		options: { response: { response: { responseFormat: 'file' } } },
	}),
};

export const BUFFERING: Way = {
	name: 'a node that uses arraybuffer',
	n8n: { env: { N8N_CUSTOM_EXTENSIONS: join(__dirname, 'nodes') } },
	node: {
		name: 'Download',
		type: 'CUSTOM.bufferingDownload',
		typeVersion: 1,
		parameters: { url },
	},
};

const textToVideo = (options: object) =>
	generating({
		operation: 'textToVideoPro',
		prompt: '={{ $json.prompt }}',
		size: '720*1280',
		duration: 4,
		options: { ...options },
	});

/** Lets the simulator make videos, with or without a download of ours. */
export function generationOf(count: number, downloadVideo: boolean) {
	const items = Array.from({ length: count }, (_, index) => ({ prompt: `video ${index}` }));
	return chain('bench: generate', [...givingItems(items), textToVideo({ downloadVideo })]);
}

/** Downloads videos that are there already. */
export const downloadOf = (urls: string[], node: Step) =>
	chain('bench: download', [...givingItems(urls.map((one) => ({ url: one }))), node]);
