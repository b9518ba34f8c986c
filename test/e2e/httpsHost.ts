import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generate } from 'selfsigned';

export interface HttpsHost {
	/** For n8n: a proxy that leads this host's name here and nothing anywhere, and trust in it. */
	env: NodeJS.ProcessEnv;
	/** Every request that came, in order. */
	requests: IncomingMessage[];
	close(): Promise<void>;
}

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

const listening = (server: Server): Promise<void> =>
	new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

/**
 * A host on the internet, as far as n8n can tell: a public name, https with a certificate that n8n
 * trusts, and reached by an outgoing proxy.
 * @param behind the URL whose answers it gives, asked anew for each request
 */
export async function startHttpsHost(name: string, behind: () => string): Promise<HttpsHost> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
		],
	});
	const requests: IncomingMessage[] = [];
	const host = createTlsServer({ key, cert }, (incoming, answer) => {
		requests.push(incoming);
		const { method, headers } = incoming;
		request(behind(), { method, headers }, (response) => {
			answer.writeHead(response.statusCode ?? 502, response.headers);
			response.pipe(answer);
		}).end();
	});
	await listening(host);

	const proxy = createServer();
	proxy.on('connect', ({ url }, client) => {
		if (url !== `${name}:443`) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
		const tunnel = connect(portOf(host), '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			tunnel.pipe(client).pipe(tunnel);
		});
		client.on('error', () => tunnel.destroy());
		tunnel.on('error', () => client.destroy());
		return undefined;
	});
	await listening(proxy);

	const folder = await mkdtemp(join(tmpdir(), 'wavespeed-https-'));
	await writeFile(join(folder, 'ca.pem'), cert);
	return {
		env: {
			HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
			NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
		},
		requests,
		async close() {
			for (const server of [host, proxy]) {
				server.closeAllConnections();
				server.close();
			}
			await rm(folder, { recursive: true });
		},
	};
}
