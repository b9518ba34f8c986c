import { createHash } from 'crypto';
import type { IExecuteFunctions, IRunExecutionData } from 'n8n-workflow';
import type { Lineage } from '../base/lineage';
import { fateIn, tellsFailure, tellsNoEnd } from './fate';
import { resumeUrlOf } from './parking';

/** Sub-workflows within each other; more are a circle. */
const MAX_DEPTH = 20;

/** How many execution ids back an old n8n's retry looks for what it repeats. */
const EARLIER_EXECUTIONS = 2_000;

type Ctx = Pick<
	IExecuteFunctions,
	| 'evaluateExpression'
	| 'getExecutionContext'
	| 'getExecutionDataById'
	| 'getExecutionId'
	| 'getMode'
>;

/**
 * Finds out which execution this one repeats: n8n keeps the topmost execution's resume token through
 * all its retries (2.14 and newer). Without one, the execution's id tells a job that queue mode runs
 * again, and a retry may repeat any earlier execution that failed.
 */
export async function readLineage(ctx: Ctx): Promise<Lineage> {
	const executionId = ctx.getExecutionId();
	const parent = parentOf(ctx.getExecutionContext?.());
	const top = parent === undefined ? undefined : await topmost(ctx, parent);
	const life = top?.id ?? executionId;
	const token = top ? resumeToken(top.data) : ownToken(ctx);
	const mayRepeat = token === undefined && (top !== undefined || ctx.getMode() === 'retry');
	return {
		root: token === undefined ? idRoot(life) : hash(token),
		life,
		executionId,
		// Queue mode runs a job again by itself on 1.x only, under its old id and mode.
		isRepetition: token === undefined || top !== undefined || ctx.getMode() === 'retry',
		retriesShareRoot: token !== undefined,
		earlier: mayRepeat ? earlierThan(life) : [],
		hasFailed: async (id) => {
			const data = await dataOf(ctx, id);
			return data?.resultData !== undefined && tellsFailure(data);
		},
		mayHaveDied: async (id) => {
			// Another's sub-workflow may repeat nothing at all: n8n doesn't say whether its caller is a retry.
			if (token !== undefined || top !== undefined || ctx.getMode() !== 'retry') return false;
			const data = await dataOf(ctx, id);
			return data?.resultData !== undefined && tellsNoEnd(data);
		},
		fatesOf: async (id, predictionIds) => {
			try {
				const data = await ctx.getExecutionDataById(id);
				return predictionIds.map((one) => fateIn(data, one, Date.now()));
			} catch {
				return predictionIds.map(() => 'open');
			}
		},
	};
}

const hash = (token: string): string =>
	createHash('sha256').update(`lineage ${token}`).digest('hex').slice(0, 32);

const idRoot = (executionId: string): string => `execution ${executionId}`;

function earlierThan(executionId: string): Lineage['earlier'] {
	const last = Number(executionId);
	if (!Number.isSafeInteger(last)) return [];
	const count = Math.min(EARLIER_EXECUTIONS, Math.max(0, last - 1));
	return Array.from({ length: count }, (_, ago) => {
		const id = String(last - 1 - ago);
		return { root: idRoot(id), executionId: id };
	});
}

/** The token in the URL that would resume this execution; undefined before 2.14. */
function ownToken(ctx: Ctx): string | undefined {
	const url = resumeUrlOf(ctx);
	return (url && new URL(url).searchParams.get('signature')) || undefined;
}

async function topmost(
	ctx: Ctx,
	first: string,
): Promise<{ id: string; data: IRunExecutionData | undefined }> {
	let id = first;
	for (let depth = 0; ; depth++) {
		const data = await dataOf(ctx, id);
		const above = parentOf(data?.executionData?.runtimeData) ?? calledBy(data);
		if (above === undefined || depth === MAX_DEPTH) return { id, data };
		id = above;
	}
}

async function dataOf(ctx: Ctx, id: string): Promise<IRunExecutionData | undefined> {
	try {
		return await ctx.getExecutionDataById(id);
	} catch {
		return undefined;
	}
}

const text = (value: unknown): string | undefined =>
	typeof value === 'string' && value ? value : undefined;

const parentOf = (context: object | undefined): string | undefined =>
	text((context as { parentExecutionId?: unknown } | undefined)?.parentExecutionId);

const calledBy = (data: IRunExecutionData | undefined): string | undefined =>
	text(data?.parentExecution?.executionId);

const resumeToken = (data: IRunExecutionData | undefined): string | undefined =>
	text((data as { resumeToken?: unknown } | undefined)?.resumeToken);
