import type { WaveSpeedClient } from '../api/client';
import { createClient } from '../api/client';
import { checkBaseUrl } from '../api/endpoints';
import { RunFailure } from '../api/failure';
import type { Host } from '../base/host';
import type { Runtime } from '../base/runtime';
import { createRuntime } from '../host/executionRuntime';
import { createSend } from '../host/transport';

/** What every operation needs of one execution. */
export interface Session {
	host: Host;
	runtime: Runtime;
	client: WaveSpeedClient;
	/** The credential's Base URL. */
	apiUrl: string;
}

/**
 * @throws StoppedError when the execution is stopped already (Retry On Fail runs execute() again
 * after a stop); RunFailure when the credential can't be used
 */
export async function openSession(host: Host): Promise<Session> {
	const runtime = createRuntime(host);
	runtime.checkStop();
	const credential = await host.credential();
	const base = checkBaseUrl(credential.baseUrl);
	if ('problem' in base) {
		throw new RunFailure({
			code: 'invalid_credential',
			message: `The credential's Base URL cannot be used: ${base.problem}`,
			spent: 'no',
			lasting: false,
			advice: 'Correct it in the credential; the default is https://api.wavespeed.ai.',
		});
	}
	return {
		host,
		runtime,
		client: createClient(createSend(host, base.url, runtime), runtime.now),
		apiUrl: base.url,
	};
}
