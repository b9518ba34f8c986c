import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import { GENERATE, TRIGGER } from '../../dev/world/workflows';
import type { CrashWorld } from './crashWorld';
import { videosOfBody } from './workflows';

/** How long n8n gets to end all executions, those of dead workers too (ms). */
const SETTLE_LIMIT = 300_000;

/** What became of the executions of one row. */
export interface Tally {
	row: string;
	executions: number;
	/** Predictions that were paid. */
	billed: number;
	/** Prompts that were paid more than once. */
	twice: number;
	/** Videos that their own execution gave without anybody's help. */
	delivered: number;
	/** Those that came when a person pressed Retry. */
	retried: number;
	/** Paid and not given: their IDs are in the list of unfinished videos, and Get fetches them. */
	left: number;
	/** Videos that an execution gave which had not bought them. */
	strange: number;
	seconds: number;
}

const promptOf = (execution: Execution): string => {
	const body = execution.items(TRIGGER)[0]?.json['body'] as { prompts?: string[] } | undefined;
	return body?.prompts?.[0] ?? '';
};

/**
 * Runs executions of one video each, lets something happen to n8n while they run, presses Retry on
 * what has failed, and counts.
 */
export async function runFifty(
	world: CrashWorld,
	row: string,
	happens: (world: CrashWorld) => Promise<void>,
	{ count = 50, jobSeconds = 8, parameters = {} as INodeParameters } = {},
): Promise<Tally> {
	const { simulator } = world;
	simulator.settings.jobSeconds = jobSeconds;
	const prompts = Array.from({ length: count }, (_, index) => `${row} ${index}`);
	const content = videosOfBody(row);
	const nodes = content.nodes.map((node) =>
		node.name === GENERATE ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	// Right after a restart, or on a busy machine, n8n takes its database for not ready.
	await until(async () => (await fetch(`${world.cluster.main.url}/healthz/readiness`)).ok);
	const workflow = await world.publish({ ...content, nodes }, TRIGGER);
	const startedAt = Date.now();
	for (const prompt of prompts) await workflow.post({ prompts: [prompt] });
	await world.untilBilled(Math.ceil(count / 5));
	await sleep(1_500);
	await happens(world);

	const ids = await world.rest.executionsOf(workflow.workflowId);
	const ended = await Promise.all(ids.map(async (id) => await world.rest.ended(id, SETTLE_LIMIT)));
	const seconds = Math.round((Date.now() - startedAt) / 1000);
	const failed = ended.filter(({ status }) => status !== 'success');
	const again = await Promise.all(
		failed.map(async ({ id }) => await world.retry(id).catch(() => null)),
	);

	const given = async (execution: Execution) =>
		(await world.delivered(execution)).map((id) => ({
			id,
			isOwn:
				simulator.predictions.find((one) => one.id === id)?.inputs['prompt'] ===
				promptOf(execution),
		}));
	const first = (await Promise.all(ended.map(given))).flat();
	const second = (await Promise.all(again.flatMap((one) => (one ? [given(one)] : [])))).flat();
	const paid = simulator.billed.map(({ inputs }) => String(inputs['prompt']));
	const all = new Set([...first, ...second].map(({ id }) => id));
	return {
		row,
		executions: ids.length,
		billed: paid.length,
		twice: paid.length - new Set(paid).size,
		delivered: first.length,
		retried: second.length,
		left: simulator.billed.filter(({ id }) => !all.has(id)).length,
		strange: [...first, ...second].filter(({ isOwn }) => !isOwn).length,
		seconds,
	};
}
