import type { Frame } from './media/videos';
import type { Prediction } from './predictions';
import type { RequestRecord } from './requestLog';

/** What a request is for. */
export type Operation =
	| 'submit'
	| 'poll'
	| 'list'
	| 'delete'
	| 'balance'
	| 'billings'
	| 'usage'
	| 'webhookSecret'
	| 'price'
	| 'models'
	| 'upload'
	| 'uploadBinary'
	| 'uploadPut'
	| 'download'
	| 'media';

/** Whether the request is carried out (a submit accepted and billed) before its answer is spoilt. */
interface Accepted {
	/** Default false. */
	accepted?: boolean;
}

/** Whether a download besides gets the whole file, whatever range was asked for. */
interface NoRange {
	/** Default false. */
	ignoresRange?: boolean;
}

/** How the answer to one request goes wrong. */
export type HttpFault =
	/** Another status; `body` is JSON unless it is a string. Default body: `{code, message}`. */
	| ({
			kind: 'status';
			status: number;
			body?: unknown;
			headers?: Record<string, string>;
	  } & Accepted)
	/** The connection is reset: at once, or after so many bytes of the true answer's body. */
	| ({ kind: 'reset'; afterBytes?: number } & Accepted & NoRange)
	/** No answer ever comes, or its body stops flowing after so many bytes. */
	| ({ kind: 'stall'; afterBytes?: number } & Accepted)
	/** The true answer, late. */
	| { kind: 'delay'; seconds: number }
	/** HTTP 200 with JSON that breaks off. */
	| ({ kind: 'malformedJson' } & Accepted)
	/** HTTP 200 with an envelope that says otherwise. */
	| ({ kind: 'envelope'; code: number; message: string } & Accepted)
	/** The body ends early: under its true Content-Length, or chunked, so that it looks whole. */
	| ({ kind: 'truncate'; afterBytes: number; chunked?: boolean } & NoRange)
	/** The body comes at this speed. */
	| { kind: 'slow'; bytesPerSecond: number }
	/** A Content-Length that is off by so many bytes. */
	| { kind: 'contentLength'; offBy: number }
	/** A web page instead of the answer. */
	| { kind: 'html' }
	/** HTTP 200 with 0 bytes. */
	| { kind: 'empty' }
	/** The file has another ETag than before, so a guarded resume gets the whole file. */
	| { kind: 'changedETag' }
	/** The whole file, whatever range was asked for. */
	| { kind: 'ignoreRange' };

/** How one job goes wrong, decided at its submit. */
export type JobFault =
	/** Fails with this code and message, after its time or after `afterSeconds`. */
	| { kind: 'failed'; code: number; message: string; afterSeconds?: number }
	/** Fails with 1200 (content moderation). */
	| { kind: 'moderated'; afterSeconds?: number }
	/** Stays in `processing` for ever. */
	| { kind: 'stuck' }
	/** Ends in, or sits in, this status. `cancelled`, `timeout` and `deleted` are refunded. */
	| { kind: 'status'; status: string }
	/** Completes with outputs of another shape. */
	| { kind: 'outputs'; shape: 'string' | 'objects' | 'empty' }
	/** Completes with these very outputs. */
	| { kind: 'rawOutputs'; outputs: unknown[] }
	/** Completes with this many videos. */
	| { kind: 'severalOutputs'; count: number }
	/** Completes with these files besides its video. */
	| { kind: 'otherOutputs'; files: Array<{ extension: string; type: string; content: Buffer }> }
	/** Completes with another video than was ordered: shorter, smaller, silent, … */
	| { kind: 'otherVideo'; frame?: Frame; seconds?: number; silent?: boolean }
	/** Another model answers than was asked. */
	| { kind: 'otherModel'; model: string }
	/** The prediction cannot be read (404) for so long after the submit. */
	| { kind: 'hidden'; seconds: number };

/** How the call goes wrong that tells of a job's end. */
export type CallbackFault =
	/** It never comes. */
	| { kind: 'never' }
	/** It comes so many times, one after another. */
	| { kind: 'repeated'; times: number }
	| { kind: 'late'; seconds: number }
	/** It comes at the submit, and says that the job is completed. */
	| { kind: 'premature' }
	/** Signed with another secret. */
	| { kind: 'forged' }
	/** Without a signature. */
	| { kind: 'unsigned' }
	/** About another prediction than the one that ended, with this id. */
	| { kind: 'foreign'; id: string };

interface RuleLimits {
	/** How often the rule applies. Default 1. */
	times?: number;
	/** How many matching requests pass before it applies. Default 0. */
	after?: number;
	/** Only for these requests. `prediction` is given for polls, downloads and jobs. */
	matching?: (request: RequestRecord, prediction?: Prediction) => boolean;
}

/** One instruction to misbehave: for a kind of request, or for the job that a submit starts. */
export type Rule = RuleLimits &
	(
		| { on: Operation; fault: HttpFault }
		| { on: 'job'; fault: JobFault }
		| { on: 'callback'; fault: CallbackFault }
	);

/** The rules in force: first come, first used, and used up. */
export class Faults {
	readonly #rules: Rule[] = [];

	add(rule: Rule): void {
		this.#rules.push({ ...rule });
	}

	clear(): void {
		this.#rules.length = 0;
	}

	/** The fault for this request, if there is one; it counts as used. */
	forRequest(
		on: Operation,
		request: RequestRecord,
		prediction?: Prediction,
	): HttpFault | undefined {
		const rule = this.#take(on, request, prediction);
		return rule && rule.on !== 'job' && rule.on !== 'callback' ? rule.fault : undefined;
	}

	/** The fault for the job that this submit starts, if there is one; it counts as used. */
	forJob(request: RequestRecord, prediction: Prediction): JobFault | undefined {
		const rule = this.#take('job', request, prediction);
		return rule?.on === 'job' ? rule.fault : undefined;
	}

	/** The fault for the call at the end of the job that this submit starts; it counts as used. */
	forCallback(request: RequestRecord, prediction: Prediction): CallbackFault | undefined {
		const rule = this.#take('callback', request, prediction);
		return rule?.on === 'callback' ? rule.fault : undefined;
	}

	#take(on: Rule['on'], request: RequestRecord, prediction?: Prediction): Rule | undefined {
		const rule = this.#rules.find((candidate) => {
			if (candidate.on !== on) return false;
			if (candidate.matching && !candidate.matching(request, prediction)) return false;
			const skips = candidate.after ?? 0;
			candidate.after = Math.max(skips - 1, 0);
			return skips === 0;
		});
		if (rule) {
			rule.times = (rule.times ?? 1) - 1;
			if (rule.times <= 0) this.#rules.splice(this.#rules.indexOf(rule), 1);
		}
		return rule;
	}
}

/** A rule's `matching`: only requests and jobs that are about this prompt. */
export const about =
	(prompt: unknown): NonNullable<Rule['matching']> =>
	({ body }, prediction) =>
		(prediction?.inputs ?? (body as { prompt?: unknown } | undefined))?.['prompt'] === prompt;
