import type { WaveSpeedClient } from '../api/client';
import { createClient } from '../api/client';
import { checkCredential } from '../api/credential';
import { RunFailure } from '../api/failure';
import { hashOf } from '../base/canonical';
import type { Host, SessionHost } from '../base/host';
import type { Runtime } from '../base/runtime';
import { VideoFactsReader } from '../film/videoFacts';
import { createRuntime } from '../host/executionRuntime';
import { createSend } from '../host/transport';
import type { Downloads } from '../media/out/downloads';
import { createDownloads } from '../media/out/downloads';

/** The account's API, for those who have no items. */
export interface ApiSession {
	runtime: Runtime;
	client: WaveSpeedClient;
	/** The credential's Base URL. */
	apiUrl: string;
	/** Hash of the credential: what was sent with it is seen with it. */
	account: string;
}

/** What every operation needs of one execution. */
export interface Session<H extends SessionHost = Host> extends ApiSession {
	host: H;
	downloads: Downloads;
}

/** What a delivery needs of it. */
export type DeliverySession = Pick<Session<SessionHost>, 'downloads' | 'host'>;

const readVideo = () => new VideoFactsReader();

/**
 * @throws StoppedError when the execution is stopped already (Retry On Fail runs execute() again
 * after a stop); RunFailure when the credential can't be used
 */
export async function openApi(
	host: Pick<Host, 'credential' | 'requestApi' | 'log' | 'stop' | 'tell'>,
): Promise<ApiSession> {
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
		runtime,
		client: createClient(createSend(host, account, runtime), runtime.now),
		apiUrl: account.url,
		account: hashOf(['account', account.url, account.key]),
	};
}

/** @throws as openApi */
export async function openSession<H extends SessionHost>(host: H): Promise<Session<H>> {
	const api = await openApi(host);
	const { runtime, apiUrl } = api;
	return { ...api, host, downloads: createDownloads({ host, runtime, apiUrl, readVideo }) };
}
