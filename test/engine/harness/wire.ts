import nock from 'nock';

/** A request as it went over the wire. */
export interface WireRequest {
	method: string;
	url: string;
	/** Lower-case names. */
	headers: Record<string, string>;
	/** Parsed when it was JSON, a Buffer when it was binary, else the text. */
	body: unknown;
}

/** What the service answers to one request; without a status 200. */
export interface Answer {
	status?: number;
	/** Sent as JSON unless it is a string or a Buffer. */
	body?: unknown;
	headers?: Record<string, string>;
}

/** An answer, or the network error that comes in its place. */
export type Reaction = Answer | Error;

interface NockOptions {
	method: string;
	hostname: string;
	path: string;
}

let wires = 0;

/** A network error as Node reports it. */
export function networkError(code: string, message = code): Error {
	return Object.assign(new Error(message), { code });
}

/**
 * WaveSpeed at the level of single HTTP requests, made with nock: every request must be expected,
 * every expected request must come. Each wire has hosts of its own, so that tests may overlap.
 */
export class Wire {
	/** What went over the wire, in order. */
	readonly requests: WireRequest[] = [];

	private readonly strays: string[] = [];
	private readonly scopes: nock.Scope[] = [];
	private readonly hosts: string[];

	readonly api: string;
	readonly cdn: string;
	readonly storage: string;

	/** @param api the API's address; its default is one that only this wire has */
	constructor(api?: string) {
		const number = ++wires;
		this.api = api ?? `https://api${number}.wavespeed.test`;
		this.cdn = `https://cdn${number}.wavespeed.test`;
		this.storage = `https://storage${number}.wavespeed.test`;
		this.hosts = [this.api, this.cdn, this.storage].map((url) => new URL(url).hostname);
		nock.disableNetConnect();
		nock.emitter.on('no match', this.noteStray);
	}

	get credentials() {
		return { apiKey: 'wsk_test_key', baseUrl: this.api };
	}

	/** Expects one request for each reaction, in this order. */
	expect(method: string, url: string, ...reactions: Reaction[]): this {
		for (const reaction of reactions) {
			const scope = nock(new URL(url).origin);
			this.scopes.push(scope);
			this.react(scope, method, url, reaction);
		}
		return this;
	}

	/** Lets requests come, as many as they may be, none too. */
	allow(method: string, url: string, reaction: Reaction): this {
		this.react(nock(new URL(url).origin).persist(), method, url, reaction);
		return this;
	}

	/** Requests to one URL, as far as they have come. */
	to(method: string, url: string): WireRequest[] {
		return this.requests.filter((request) => request.method === method && request.url === url);
	}

	/** Ends the wire. Throws when an expected request is missing, or when another one was tried. */
	close(): void {
		nock.emitter.off('no match', this.noteStray);
		const missing = this.scopes.flatMap((scope) => scope.pendingMocks());
		const problems = [
			...this.strays.map((request) => `unexpected: ${request}`),
			...missing.map((request) => `never came: ${request}`),
		];
		if (problems.length > 0) throw new Error(`Requests ${problems.join('; ')}`);
	}

	private react(scope: nock.Scope, method: string, url: string, reaction: Reaction): void {
		const { pathname, search } = new URL(url);
		const interceptor = scope.intercept(pathname + search, method);
		scope.on('request', (request: { headers: Record<string, string> }, _by, body: string) => {
			this.requests.push({ method, url, headers: { ...request.headers }, body: parseBody(body) });
		});
		if (reaction instanceof Error) {
			interceptor.replyWithError(reaction);
			return;
		}
		const { status = 200, body = '', headers = {} } = reaction;
		const plain = typeof body === 'string' || Buffer.isBuffer(body);
		interceptor.reply(
			status,
			plain ? body : JSON.stringify(body),
			plain ? headers : { 'content-type': 'application/json', ...headers },
		);
	}

	/** nock hands over the request's options, alone or after the request. */
	private readonly noteStray = (first: NockOptions, second?: NockOptions) => {
		const { method, hostname, path } = second ?? first;
		if (this.hosts.includes(hostname)) this.strays.push(`${method} ${hostname}${path}`);
	};
}

/**
 * Puts nock into Node's HTTP client for the tests of this file, and takes it out again: the next
 * file runs in the same process.
 */
export function useWires(): void {
	beforeAll(() => {
		if (!nock.isActive()) nock.activate();
	});
	afterAll(() => {
		nock.cleanAll();
		nock.restore();
	});
}

/** A test on a wire of its own, which must be used up in the end. */
export function onWire(work: (wire: Wire) => Promise<void>, api?: string) {
	return async () => {
		const wire = new Wire(api);
		await work(wire);
		wire.close();
	};
}

function parseBody(body: string): unknown {
	if (body === '') return undefined;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		// nock hands over what is no valid UTF-8 in hexadecimal.
		return /^([0-9a-f]{2})+$/.test(body) ? Buffer.from(body, 'hex') : body;
	}
}
