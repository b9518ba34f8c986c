import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from './faults';

/** One request as it came in, and how its answer went. Times are milliseconds since 1970. */
export interface RequestRecord {
	server: 'api' | 'cdn';
	/** Undefined for a route that does not exist. */
	operation?: Operation;
	/** The prediction that a poll or a download is about, or that a submit made. */
	predictionId?: string;
	method: string;
	path: string;
	query: Record<string, string>;
	headers: IncomingHttpHeaders;
	/** The JSON body; undefined for others. */
	body?: unknown;
	bodyBytes: number;
	time: number;
	/** Undefined while there is no answer, and for good when the connection was cut before one. */
	status?: number;
	/** Bytes of the answer's body handed to the connection. */
	bytesSent: number;
	/** When the answer ended or the connection broke. */
	endedAt?: number;
	/** Whether the answer was written to its end. */
	complete: boolean;
}

/** What any HTTP client adds and no signature covers. */
const OF_THE_CLIENT = ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'];

/** A request's headers without those that any HTTP client adds by itself. */
export const headersBeyondHttp = (request?: { headers: object }): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(request?.headers ?? {}).filter(([name]) => !OF_THE_CLIENT.includes(name)),
	);

/** Something a well-behaved client never does, or the simulator itself failing. */
export interface Unexpected {
	reason: string;
	request?: RequestRecord;
}

/** Keeps every request, and those that should not have come. */
export class RequestLog {
	readonly requests: RequestRecord[] = [];
	readonly unexpected: Unexpected[] = [];
	readonly #records = new WeakMap<FastifyRequest, RequestRecord>();

	/** Starts the record of a request that has just arrived. */
	begin(server: 'api' | 'cdn', request: FastifyRequest, reply: FastifyReply): void {
		const [path = '', search = ''] = request.url.split('?');
		const record: RequestRecord = {
			server,
			method: request.method,
			path,
			query: Object.fromEntries(new URLSearchParams(search)),
			headers: { ...request.headers },
			bodyBytes: Number(request.headers['content-length'] ?? 0),
			time: Date.now(),
			bytesSent: 0,
			complete: false,
		};
		this.requests.push(record);
		this.#records.set(request, record);
		reply.raw.once('finish', () => (record.complete = true));
		reply.raw.once('close', () => (record.endedAt = Date.now()));
	}

	of(request: FastifyRequest): RequestRecord {
		const record = this.#records.get(request);
		if (!record) throw new Error('The request was not recorded');
		return record;
	}

	report(reason: string, request?: FastifyRequest): void {
		this.unexpected.push({ reason, request: request && this.of(request) });
	}

	clear(): void {
		this.requests.length = 0;
		this.unexpected.length = 0;
	}
}
