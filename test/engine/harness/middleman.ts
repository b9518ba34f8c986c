import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What becomes of one answer on its way. */
export type Mangle =
	/** The connection ends after so many bytes of the answer, its head counted. */
	| { kind: 'cut'; bytes: number; reset: boolean }
	/** One value of the JSON is another. */
	| { kind: 'value'; place: number; by: unknown }
	/** Something else than JSON. */
	| { kind: 'text'; text: string };

/** Between the node and the API: lets requests through, and mangles some of the answers. */
export interface Middleman {
	url: string;
	close(): Promise<void>;
}

/**
 * @param mangles by the number of the request, counted from 0
 */
export async function startMiddleman(
	apiUrl: string,
	mangles: ReadonlyMap<number, Mangle>,
): Promise<Middleman> {
	let count = 0;
	const server = createServer((request, response) => {
		response.on('error', () => undefined);
		void passOn(apiUrl, request, response, mangles.get(count++)).catch(() =>
			response.socket?.destroy(),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Headers of one connection only. */
const OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

const withoutOwn = (headers: Iterable<[string, string]>) =>
	[...headers].filter(([name]) => !OWN.has(name.toLowerCase()));

async function passOn(
	apiUrl: string,
	request: IncomingMessage,
	response: ServerResponse,
	mangle: Mangle | undefined,
): Promise<void> {
	const sent = await buffer(request);
	const headers = Object.entries(request.headers) as Array<[string, string]>;
	const answer = await fetch(`${apiUrl}${request.url ?? ''}`, {
		method: request.method,
		headers: withoutOwn(headers),
		...(sent.length > 0 ? { body: sent } : {}),
	});
	const body = mangled(Buffer.from(await answer.arrayBuffer()), mangle);
	const head = withoutOwn(answer.headers);
	if (mangle?.kind !== 'cut') {
		response.writeHead(answer.status, Object.fromEntries(head)).end(body);
		return;
	}
	const lines = [...head, ['content-length', String(body.length)]].map((line) => line.join(': '));
	const start = `HTTP/1.1 ${answer.status} OK\r\n${lines.join('\r\n')}\r\n\r\n`;
	const { socket } = response;
	socket?.write(Buffer.concat([Buffer.from(start), body]).subarray(0, mangle.bytes), () =>
		mangle.reset ? socket.resetAndDestroy() : socket.end(),
	);
}

function mangled(body: Buffer, mangle: Mangle | undefined): Buffer {
	if (mangle?.kind === 'text') return Buffer.from(mangle.text);
	if (mangle?.kind !== 'value') return body;
	const root = { json: JSON.parse(body.toString()) as unknown };
	const places: Array<{ owner: object; name: string }> = [];
	const visit = (owner: object) => {
		for (const name of Object.keys(owner)) {
			places.push({ owner, name });
			const value: unknown = Reflect.get(owner, name);
			if (typeof value === 'object' && value !== null) visit(value);
		}
	};
	visit(root);
	const place = places[mangle.place % places.length];
	if (place) Reflect.set(place.owner, place.name, mangle.by);
	return Buffer.from(JSON.stringify(root.json) ?? 'undefined');
}
