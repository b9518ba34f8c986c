import type { WaveSpeedClient } from '../api/client';
import { createClient } from '../api/client';
import { checkCredential } from '../api/credential';
import { RunFailure } from '../api/failure';
import { hashOf } from '../base/canonical';
import type { Host } from '../base/host';
import type { Runtime } from '../base/runtime';
import { VideoFactsReader } from '../film/videoFacts';
import { createRuntime } from '../host/executionRuntime';
import { createSend } from '../host/transport';
import type { Downloads } from '../media/out/downloads';
import { createDownloads } from '../media/out/downloads';

/** What every operation needs of one execution. */
export interface Session {
	host: Host;
	runtime: Runtime;
	client: WaveSpeedClient;
	/** The credential's Base URL. */
	apiUrl: string;
	/** Hash of the credential: what was sent with it is seen with it. */
	account: string;
	downloads: Downloads;
}

const readVideo = () => new VideoFactsReader();

/**
 * @throws StoppedError when the execution is stopped already (Retry On Fail runs execute() again
 * after a stop); RunFailure when the credential can't be used
 */
export async function openSession(host: Host): Promise<Session> {
	const runtime = createRuntime(host);
	runtime.checkStop();
	const account = checkCredential(await host.credential());
	if ('problem' in account) {
		throw new RunFailure({
			code: 'invalid_credential',
			message: `The credential: ${account.problem}`,
			spent: 'no',
			lasting: false,
			advice: 'Correct it in the credential; the default host is https://api.wavespeed.ai.',
		});
	}
	return {
		host,
		runtime,
		client: createClient(createSend(host, account, runtime), runtime.now),
		apiUrl: account.url,
		account: hashOf(['account', account.url, account.key]),
		downloads: createDownloads({ host, runtime, apiUrl: account.url, readVideo }),
	};
}
