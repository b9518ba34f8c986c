import { shown } from '../base/shown';

/**
 * The one place that knows WaveSpeed's URLs (REST API v3, https://wavespeed.ai/docs).
 * Where two forms are documented, this is the newer one.
 */
export const DEFAULT_BASE_URL = 'https://api.wavespeed.ai';

/** Where people look after their predictions; named in messages. */
export const PREDICTIONS_PAGE = 'https://wavespeed.ai/predictions';

const V3 = '/api/v3';

export const endpoints = {
	/**
	 * Slashes of a model id are path separators and stay as they are.
	 *
	 * @param webhook where WaveSpeed is to call when the job has ended (docs: How to use webhooks)
	 */
	submit: (modelId: string, webhook?: string) => {
		const path = `${V3}/${modelId.split('/').map(encodeURIComponent).join('/')}`;
		return webhook === undefined ? path : `${path}?webhook=${encodeURIComponent(webhook)}`;
	},
	result: (predictionId: string) => `${V3}/predictions/${encodeURIComponent(predictionId)}/result`,
	predictions: `${V3}/predictions`,
	deletePredictions: `${V3}/predictions/delete`,
	balance: `${V3}/balance`,
	billings: `${V3}/billings/search`,
	usageStats: `${V3}/user/usage_stats`,
	models: `${V3}/models`,
	price: `${V3}/model/price`,
	/** Upload in two steps, by ticket. */
	mediaUploads: `${V3}/media/uploads`,
	/** Upload in one step, as a multipart form: for services that offer no tickets. */
	mediaUploadForm: `${V3}/media/upload/binary`,
	webhookSecret: `${V3}/webhook/secret`,
} as const;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a URL's host is this machine: the only place where plain http is accepted. */
export function isLoopback(hostname: string): boolean {
	return LOOPBACK.test(hostname);
}

/** Longer ones are no addresses of an API. */
const MAX_BASE_URL = 2_000;

/**
 * Checks the credential's Base URL.
 *
 * @returns the URL without trailing slashes and without the API's own path, with which WaveSpeed's
 *   papers write it, or what is wrong with it
 */
export function checkBaseUrl(value: unknown): { url: string } | { problem: string } {
	const text = typeof value === 'string' && value.trim() ? value.trim() : DEFAULT_BASE_URL;
	let url: URL;
	try {
		if (text.length > MAX_BASE_URL) throw new TypeError('too long');
		url = new URL(text);
	} catch {
		return { problem: `${shown(text)} is not a URL (expected is one like ${DEFAULT_BASE_URL})` };
	}
	if (url.username || url.password || url.search || url.hash) {
		return { problem: `"${url.host}" must come without user name, query or fragment` };
	}
	const secure = url.protocol === 'https:';
	if (!secure && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		return {
			problem: `${shown(text)} is not https (http is accepted for loopback addresses only)`,
		};
	}
	const path = withoutSlashes(url.pathname);
	return {
		url: withoutSlashes(url.origin + (path.endsWith(V3) ? path.slice(0, -V3.length) : path)),
	};
}

function withoutSlashes(text: string): string {
	let end = text.length;
	while (text[end - 1] === '/') end--;
	return text.slice(0, end);
}
