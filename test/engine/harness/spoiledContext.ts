import { Readable } from 'node:stream';

import type { IExecuteFunctions } from 'n8n-workflow';

/** All of n8n's context that the node may use: any of it may throw. */
export const MEMBERS = [
	'getNodeParameter',
	'getInputData',
	'getContext',
	'getWorkflowStaticData',
	'evaluateExpression',
	'getExecutionId',
	'getMode',
	'getNode',
	'getWorkflow',
	'getCredentials',
	'getTimezone',
	'getInstanceBaseUrl',
	'continueOnFail',
	'addExecutionHints',
	'sendMessageToUI',
	'getExecutionContext',
	'getExecutionDataById',
	'getExecutionCancelSignal',
	'logger.info',
	'logger.warn',
	'helpers.assertBinaryData',
	'helpers.getBinaryStream',
	'helpers.getBinaryMetadata',
	'helpers.prepareBinaryData',
	'helpers.httpRequest',
	'helpers.httpRequestWithAuthentication',
	'helpers.checkProcessedAndRecord',
	'helpers.removeProcessed',
	'helpers.getProcessedDataCount',
] as const;

export type Member = (typeof MEMBERS)[number];

/** Calls that end in a promise: these may do their work and reject all the same. */
const ASYNC: ReadonlySet<Member> = new Set<Member>([
	'getCredentials',
	'getExecutionDataById',
	'helpers.getBinaryStream',
	'helpers.getBinaryMetadata',
	'helpers.prepareBinaryData',
	'helpers.httpRequest',
	'helpers.httpRequestWithAuthentication',
	'helpers.checkProcessedAndRecord',
	'helpers.removeProcessed',
	'helpers.getProcessedDataCount',
]);

/** Calls that only read what n8n holds in memory: if one ever fails, the next one does not. */
export const PLAIN: ReadonlySet<Member> = new Set<Member>([
	'getInputData',
	'getExecutionId',
	'getMode',
	'getNode',
	'getWorkflow',
	'getTimezone',
	'getInstanceBaseUrl',
	'continueOnFail',
	'getExecutionCancelSignal',
	'getContext',
	'evaluateExpression',
]);

/** One member of n8n's context that throws at some of its calls. */
export interface Spoil {
	member: Member;
	/** Calls that go well before, in all tries of the execution. */
	after: number;
	times: number;
	/** Whether the work is done before it throws; a stream gives some bytes before it breaks. */
	late: boolean;
	thrown(): unknown;
}

type Call = (...args: unknown[]) => unknown;

/**
 * The context with n8n's deduplication helpers, which need its database: a row in memory stands for
 * that.
 */
function withReceipts(ctx: IExecuteFunctions, row: Set<string>): IExecuteFunctions {
	const helpers = Object.create(ctx.helpers, {
		checkProcessedAndRecord: {
			value: async (entries: string[]) => {
				const [processed, fresh] = [true, false].map((is) =>
					entries.filter((one) => row.has(one) === is),
				);
				for (const entry of entries) row.add(entry);
				return await Promise.resolve({ processed, new: fresh });
			},
		},
		removeProcessed: {
			value: async (entries: string[]) => {
				for (const entry of entries) row.delete(entry);
				await Promise.resolve();
			},
		},
		getProcessedDataCount: { value: async () => await Promise.resolve(row.size) },
	}) as IExecuteFunctions['helpers'];
	return Object.create(ctx, { helpers: { value: helpers } }) as IExecuteFunctions;
}

/**
 * Makes n8n's context throw where it is told to. What it counts is shared by all tries that get
 * their context from it.
 *
 * @param row where receipts are kept; without it they can't be
 */
export function spoiler(
	spoils: Spoil[],
	row?: Set<string>,
): (ctx: IExecuteFunctions) => IExecuteFunctions {
	const open = spoils.map((spoil) => ({ ...spoil }));
	const due = (member: Member): Spoil | undefined => {
		const first = open.find((spoil) => spoil.member === member && spoil.times > 0);
		if (!first) return undefined;
		if (first.after-- > 0) return undefined;
		first.times--;
		return first;
	};
	const wrapped = (member: Member, original: Call): Call =>
		function (this: unknown, ...args) {
			const spoil = due(member);
			if (!spoil) return original.apply(this, args);
			if (!ASYNC.has(member)) throw spoil.thrown();
			return rejecting(spoil, () => original.apply(this, args));
		};
	return (given) => {
		const ctx = row ? withReceipts(given, row) : given;
		const place = (owner: object, prefix: string): object => {
			const own: PropertyDescriptorMap = {};
			for (const member of MEMBERS) {
				const [group, name] = member.includes('.') ? member.split('.') : ['', member];
				const original =
					group === prefix && name ? (Reflect.get(owner, name) as unknown) : undefined;
				if (typeof original !== 'function' || !name) continue;
				own[name] = { value: wrapped(member, original as Call), enumerable: true };
			}
			return Object.create(owner, own) as object;
		};
		return Object.create(place(ctx, ''), {
			helpers: { value: place(ctx.helpers, 'helpers') },
			logger: { value: place(ctx.logger, 'logger') },
		}) as IExecuteFunctions;
	};
}

async function rejecting({ member, late, thrown }: Spoil, work: () => unknown): Promise<unknown> {
	const done = late ? await work() : undefined;
	if (late && member === 'helpers.getBinaryStream') return brokenStream(done as Readable, thrown());
	throw thrown();
}

/** Gives the first bytes and breaks. */
function brokenStream(whole: Readable, error: unknown): Readable {
	return Readable.from(
		(async function* () {
			for await (const chunk of whole) {
				yield (chunk as Buffer).subarray(0, 20);
				throw error;
			}
		})(),
		{ objectMode: false },
	);
}
