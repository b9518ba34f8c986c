import { createHmac } from 'node:crypto';

import type { IHttpRequestOptions, INode, INodeExecutionData } from 'n8n-workflow';

import type { WebhookHost } from '../../../../nodes/WaveSpeedVideo/base/host';
import type { Finished } from '../../../../nodes/WaveSpeedVideo/items/finish';
import { answerCallback } from '../../../../nodes/WaveSpeedVideo/items/waiting/answerCallback';
import {
	PARKED,
	parkedRun,
	type ParkedItem,
} from '../../../../nodes/WaveSpeedVideo/items/waiting/parkedRun';
import { Vigils } from '../../../../nodes/WaveSpeedVideo/items/waiting/vigils';

const SECRET = 'whsec_0123456789abcdef';
const OPTIONS: Finished['options'] = {
	download: false,
	outputField: 'data',
	fileName: '',
	maxBytes: 1e6,
	timeoutMs: 1_800_000,
	returnOnTimeout: false,
	failOnSubstitutedModel: false,
	fallBack: false,
	shape: { fields: 'raw', withInput: false },
} as Finished['options'];

export const idOf = (item: number) => `prediction${item}`.padEnd(32, '0');

/** How a job ends. */
export type Ending = 'completed' | 'failed';

/**
 * A parked execution as n8n has it: its stored context, calls that reach webhook(), the process that
 * may end, and what the nodes after ours are given.
 */
export class ParkedExecution {
	/** What the nodes after ours were run with. */
	readonly resumedWith: INodeExecutionData[][] = [];
	/** Requests to the API that are still to fail. */
	failing = 0;
	private status: 'waiting' | 'running' = 'waiting';
	private readonly ended = new Map<string, Ending>();
	private vigils = new Vigils();
	private readonly stored: string;

	constructor(
		readonly items: number,
		{
			failedBefore = [],
			resumeUntil = Date.now() + 1e9,
		}: { failedBefore?: number[]; resumeUntil?: number } = {},
	) {
		const parked = Array.from({ length: items }, (_, itemIndex): ParkedItem => {
			if (failedBefore.includes(itemIndex)) {
				const failure = {
					code: 'refused',
					message: 'no',
					spent: 'no',
					lasting: true,
					advice: '',
				} as const;
				return { kind: 'failed', itemIndex, failure };
			}
			const prediction = { ...this.wire(idOf(itemIndex)), outputs: [], error: '' };
			const order = { model: 'a/model', inputs: { prompt: `${itemIndex}` }, media: {} };
			const facts = { key: `key${itemIndex}`, order, submittedAt: Date.now(), prediction };
			return { kind: 'held', finished: { kind: 'timeout', ...facts, itemIndex, options: OPTIONS } };
		});
		const facts = {
			executionId: '7',
			run: 0,
			parkedAt: Date.now(),
			resumeUntil,
			expected: { file: true },
			items: parked,
		};
		this.stored = JSON.stringify(parkedRun(facts));
	}

	/** A job ends at the service. */
	end(item: number, ending: Ending): void {
		this.ended.set(idOf(item), ending);
	}

	/** n8n is killed and started again: what the process knew is gone. */
	restart(): void {
		this.vigils = new Vigils();
		if (this.resumedWith.length === 0) this.status = 'waiting';
	}

	/** A call to the resume URL; gives the status that it is answered with. */
	async call(
		id: string,
		{ secret = SECRET, executionId = '7' }: { secret?: string; executionId?: string } = {},
	): Promise<number | undefined> {
		if (this.status === 'running') return 409;
		const { vigils } = this;
		const body = JSON.stringify({ id, status: 'completed' });
		let answered: number | undefined;
		const host = this.host(body, secret, executionId, (status) => (answered = status));
		const rows = await answerCallback(host, vigils);
		// What a process that was killed meanwhile would have done is not done.
		if (rows && vigils === this.vigils) {
			this.status = 'running';
			this.resumedWith.push(rows);
		}
		return answered;
	}

	private wire(id: string) {
		const ending = this.ended.get(id);
		const status: string = ending ?? 'processing';
		const outputs = ending === 'completed' ? [`https://cdn.example/${id}.mp4`] : [];
		return { id, model: 'a/model', status, outputs };
	}

	private answer({ url = '', body }: IHttpRequestOptions): object {
		const path = new URL(url).pathname;
		if (path.endsWith('/webhook/secret')) return { secret: SECRET };
		const id = /predictions\/([^/]+)\/result$/.exec(path)?.[1];
		if (id !== undefined) return this.wire(id);
		const all = Array.from({ length: this.items }, (_, item) => this.wire(idOf(item)));
		return { page: (body as { page?: number }).page, items: all };
	}

	private host(
		body: string,
		secret: string,
		executionId: string,
		answer: (status: number) => void,
	): WebhookHost {
		const timestamp = String(Math.floor(Date.now() / 1000));
		const hmac = createHmac('sha256', secret.replace('whsec_', ''));
		const signature = hmac.update(`id.${timestamp}.${body}`).digest('hex');
		return {
			node: { name: 'WaveSpeed Video' } as INode,
			executionId,
			credential: async () => ({ apiKey: 'key-of-the-account', baseUrl: 'https://api.example' }),
			requestApi: async (request) => {
				// The secret is kept by the process: it is no part of what fails here.
				const isSecret = request.url.endsWith('/webhook/secret');
				const fails = !isSecret && this.failing > 0;
				if (fails) this.failing--;
				return {
					statusCode: fails ? 503 : 200,
					headers: {},
					body: fails ? {} : { code: 200, message: 'success', data: this.answer(request) },
				};
			},
			request: async () => {
				throw new Error('Nothing is to be downloaded here');
			},
			log: () => undefined,
			tell: () => undefined,
			stop: undefined,
			binary: {} as WebhookHost['binary'],
			context: {},
			callback: async () => ({
				headers: {
					'webhook-id': 'id',
					'webhook-timestamp': timestamp,
					'webhook-signature': `v3,${signature}`,
				},
				rawBody: Buffer.from(body),
			}),
			kept: (name) => (name === PARKED ? (JSON.parse(this.stored) as unknown) : undefined),
			answer,
		};
	}
}
