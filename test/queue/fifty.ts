import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import { GENERATE, TRIGGER } from '../../dev/world/workflows';
import type { CrashWorld } from './crashWorld';
import { hintsOf, hoursLater } from './foundLater';
import { videosOfBody } from './workflows';

/** How long n8n gets to end all executions, those of dead workers too (ms). */
const SETTLE_LIMIT = 300_000;

/** What happens to n8n while executions run. */
export interface Row {
	name: string;
	happens(world: CrashWorld): Promise<void>;
	executions: number;
	/** When it happens: by default a second after a fifth has been paid. */
	ready?(world: CrashWorld): Promise<void>;
	/** Of each video, by its number. */
	jobSeconds?(number: number): number;
	/** More parameters of the node. */
	parameters?: INodeParameters;
}

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
	/** IDs that it passed on in their place, for Get. */
	passedOn: number;
	/** Those that came when a person pressed Retry. */
	retried: number;
	/** Paid, and neither given nor passed on: Get fetches them. */
	left: number;
	/** Of those, what the node's next run names, and what else it names. */
	named: number;
	namedFalsely: number;
	/** Videos that an execution gave which had not bought them. */
	strange: number;
	seconds: number;
}

const promptOf = (execution: Execution): string => {
	const body = execution.items(TRIGGER)[0]?.json['body'] as { prompts?: string[] } | undefined;
	return body?.prompts?.[0] ?? '';
};

/** Ids of what an execution passed on without its video. */
const passedOnBy = (execution: Execution): string[] =>
	execution
		.items(GENERATE)
		.filter(({ json, binary }) => !binary && json['error'] === undefined)
		.map(({ json }) => String(json['id']));

async function aFifthIsPaid(world: CrashWorld, executions: number): Promise<void> {
	await world.untilBilled(Math.ceil(executions / 5));
	await sleep(1_500);
}

/**
 * Runs executions of one video each, lets something happen to n8n while they run, presses Retry on
 * what has failed, and counts.
 */
export async function runFifty(world: CrashWorld, row: Row): Promise<Tally> {
	const { simulator } = world;
	const { name, executions, jobSeconds = () => 8 } = row;
	simulator.settings.jobSeconds = ({ inputs }) =>
		jobSeconds(Number(String(inputs['prompt']).split(' ').at(-1)));
	const prompts = Array.from({ length: executions }, (_, index) => `${name} ${index}`);
	const content = videosOfBody(name);
	const nodes = content.nodes.map((node) =>
		node.name === GENERATE
			? { ...node, parameters: { ...node.parameters, ...row.parameters } }
			: node,
	);
	// Right after a restart, or on a busy machine, n8n takes its database for not ready.
	await until(async () => (await fetch(`${world.cluster.main.url}/healthz/readiness`)).ok);
	const workflow = await world.publish({ ...content, nodes }, TRIGGER);
	const startedAt = Date.now();
	for (const prompt of prompts) await workflow.post({ prompts: [prompt] });
	await (row.ready ? row.ready(world) : aFifthIsPaid(world, executions));
	await row.happens(world);

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
	// One after another: fifty files at once are more than n8n bears on a busy machine.
	const givenBy = async (executions: Array<Execution | null>) => {
		const all = [];
		for (const one of executions) if (one) all.push(...(await given(one)));
		return all;
	};
	const first = await givenBy(ended);
	const second = await givenBy(again);
	const passedOn = ended.flatMap(passedOnBy);
	const paid = simulator.billed.map(({ inputs }) => String(inputs['prompt']));
	const all = new Set([...[...first, ...second].map(({ id }) => id), ...passedOn]);
	const left = simulator.billed.map(({ id }) => id).filter((id) => !all.has(id));
	await hoursLater(world);
	const hints = hintsOf(await world.rest.ended(await workflow.start({ prompts: ['next'] })));
	const named = simulator.billed.map(({ id }) => id).filter((id) => hints.includes(id));
	const odd = new Set([...left, ...named]);
	for (const { id, inputs } of simulator.billed.filter((one) => odd.has(one.id))) {
		const own = (one: Execution | null) => one !== null && promptOf(one) === inputs['prompt'];
		const told = [...ended, ...again].filter(own).map((one) => ({
			execution: one?.id,
			mode: one?.mode,
			status: one?.status,
			error: one?.error?.message,
			runs: one?.runs(GENERATE).map(({ executionStatus }) => executionStatus),
		}));
		console.log(id, named.includes(id) ? 'named' : 'not named', JSON.stringify(told));
	}
	return {
		row: name,
		executions: ids.length,
		billed: paid.length,
		twice: paid.length - new Set(paid).size,
		delivered: first.length,
		passedOn: passedOn.length,
		retried: second.length,
		left: left.length,
		named: named.filter((id) => left.includes(id)).length,
		namedFalsely: named.filter((id) => !left.includes(id)).length,
		strange: [...first, ...second].filter(({ isOwn }) => !isOwn).length,
		seconds,
	};
}
