/** Behind the resume URL: what other parked nodes of the workflow wait for has other paths. */
export const CALLBACK_PATH = 'wavespeed';

/**
 * Where WaveSpeed calls a parked execution. The resume URL may carry a token as its query, so that
 * nothing can be appended to it as text.
 *
 * @param resumeUrl `$execution.resumeUrl`
 */
export function callbackUrlOf(resumeUrl: string): string {
	const url = new URL(resumeUrl);
	url.pathname = `${url.pathname}/${CALLBACK_PATH}`.replace(/\/{2,}/g, '/');
	return url.href;
}
