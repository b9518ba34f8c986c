import type { IExecuteFunctions } from 'n8n-workflow';
import type { WaveSpeedClient } from '../api/client';
import { createClient } from '../api/client';
import { checkBaseUrl } from '../api/endpoints';
import { RunFailure } from '../api/failure';
import type { Runtime } from '../base/runtime';
import { createRuntime } from '../host/executionRuntime';
import { continuesOnFail } from '../host/tool';
import { createSend, CREDENTIAL } from '../host/transport';

/** What every operation needs of one execution. */
export interface Session {
	ctx: IExecuteFunctions;
	runtime: Runtime;
	client: WaveSpeedClient;
	/** The credential's Base URL. */
	apiUrl: string;
	/** Failed items become error rows instead of ending the execution. */
	continues: boolean;
}

/**
 * @throws StoppedError when the execution is stopped already (Retry On Fail runs execute() again
 * after a stop); RunFailure when the credential can't be used
 */
export async function openSession(ctx: IExecuteFunctions): Promise<Session> {
	const runtime = createRuntime(ctx);
	runtime.checkStop();
	const credential = await ctx.getCredentials(CREDENTIAL);
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
		ctx,
		runtime,
		client: createClient(createSend(ctx, base.url, runtime), runtime.now),
		apiUrl: base.url,
		continues: continuesOnFail(ctx),
	};
}
