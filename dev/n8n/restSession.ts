/** n8n answered a REST call with an error. */
export class N8nRestError extends Error {
	constructor(
		call: string,
		readonly status: number,
		body: string,
	) {
		super(`n8n answered ${call} with ${status}: ${body}`);
		this.name = 'N8nRestError';
	}
}

const TIMEOUT = 120_000;

/** HTTP to n8n with the cookie that its login sets. */
export class RestSession {
	private cookie = '';

	constructor(private readonly url: string) {}

	/**
	 * Sends one request; `path` starts with a slash.
	 * @returns what n8n wraps in `data`, or the whole answer where it wraps nothing
	 * @throws N8nRestError when n8n refuses
	 */
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await this.send(method, path, body);
		const answer: unknown = await response.json();
		const wrapped = typeof answer === 'object' && answer !== null && 'data' in answer;
		return (wrapped ? answer.data : answer) as T;
	}

	/** As `call`, for an answer that is no JSON. */
	async bytes(path: string): Promise<Buffer> {
		return Buffer.from(await (await this.send('GET', path)).arrayBuffer());
	}

	private async send(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				// A kept connection may be one that n8n closes at this moment.
				connection: 'close',
				...(this.cookie ? { cookie: this.cookie } : {}),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(TIMEOUT),
		});
		if (!response.ok) {
			throw new N8nRestError(`${method} ${path}`, response.status, await response.text());
		}
		const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]);
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		return response;
	}
}
