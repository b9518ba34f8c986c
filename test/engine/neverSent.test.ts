import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { useFastClock } from './harness/fastClock';
import { withHostileServer } from './harness/hostileServer';
import { useHost, withSsrfProtection } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { runWorkflow } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';

/** A request that never left has bought nothing, and the row says so. */
useHost();
useFastClock(200);

const errorOf = async (baseUrl: string) => {
	const run = await runWorkflow({
		credentials: { apiKey: 'wsk_test_key', baseUrl },
		parameters: textToVideo(),
		settings: { onError: 'continueErrorOutput' },
	});
	return run.errorOutput[0]?.json.error;
};

const NOTHING_BOUGHT = { code: 'unreachable', spent: 'no' };

/** n8n's own protection for what is sent without the key: downloads. */
const protectedDownloads = (ctx: IExecuteFunctions): IExecuteFunctions => {
	const httpRequest = (request: IHttpRequestOptions): Promise<unknown> =>
		withSsrfProtection(() => ctx.helpers.httpRequest(request));
	const helpers = Object.create(ctx.helpers, { httpRequest: { value: httpRequest } }) as object;
	return Object.create(ctx, { helpers: { value: helpers } }) as IExecuteFunctions;
};

it('A video behind an address that n8n’s own protection refuses is not opened, and is named as paid', () =>
	onSimulator(async (world) => {
		const run = await runOn(world, textToVideo(), {
			settings: { onError: 'continueErrorOutput' },
			spoil: protectedDownloads,
		});
		expect(run.errorOutput[0]?.json.error).toMatchObject({
			code: 'download_failed',
			spent: 'yes',
			predictionId: world.billed[0]?.id,
		});
		expect(requestsFor(world, 'download')).toEqual([]);
		expect(world.billed).toHaveLength(1);
	})());

describe('Nothing was bought', () => {
	it('when n8n’s own protection refuses the address', async () => {
		await withHostileServer(
			(response) => response.end('{}'),
			async ({ credentials, requests }) => {
				const error = await withSsrfProtection(() => errorOf(credentials.baseUrl));
				expect(error).toMatchObject(NOTHING_BOUGHT);
				expect(requests).toEqual([]);
			},
		);
	});

	it('when the certificate is not trusted', async () => {
		const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
		const server = createServer({ key, cert }, (_, answer) => answer.end('{}'));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		expect(await errorOf(`https://localhost:${port}`)).toMatchObject(NOTHING_BOUGHT);
		server.close();
	});

	it('when what answers speaks no TLS', async () => {
		await withHostileServer(
			(response) => response.end('{}'),
			async ({ credentials, requests }) => {
				const baseUrl = credentials.baseUrl.replace('http:', 'https:');
				expect(await errorOf(baseUrl)).toMatchObject(NOTHING_BOUGHT);
				expect(requests).toEqual([]);
			},
		);
	});
});
