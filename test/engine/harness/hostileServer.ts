import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

/** A service on loopback that answers every request in its own, evil way. */
export interface HostileServer {
	credentials: { apiKey: string; baseUrl: string };
	/** Requests as they came. */
	requests: IncomingMessage[];
	/** Resolves when the n-th request's connection is closed, by whomever. */
	closed(n?: number): Promise<void>;
}

/** Runs `work` against a server that answers with `handler`. */
export async function withHostileServer<T>(
	handler: Handler,
	work: (server: HostileServer) => Promise<T>,
): Promise<T> {
	const requests: IncomingMessage[] = [];
	const closings: Array<Promise<void>> = [];
	const server: Server = createServer((request, response) => {
		requests.push(request);
		closings.push(new Promise((resolve) => response.on('close', resolve)));
		request.resume();
		response.on('error', () => undefined);
		handler(response, request);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	try {
		return await work({
			credentials: { apiKey: 'wsk_hostile_key', baseUrl: `http://127.0.0.1:${port}` },
			requests,
			closed: async (n = 0) => await closings[n],
		});
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

/** Writes as long as somebody reads. */
export function writeForEver(response: ServerResponse, chunk: Buffer): { written(): number } {
	let written = 0;
	const go = () => {
		while (!response.destroyed && !response.writableEnded) {
			written += chunk.length;
			if (!response.write(chunk)) {
				response.once('drain', go);
				return;
			}
		}
	};
	go();
	return { written: () => written };
}
