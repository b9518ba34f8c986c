import { setTimeout as sleep } from 'node:timers/promises';

import type { Execution } from '../../dev/n8n';
import type { Signal } from '../../dev/queue/cluster';
import { randomFrom } from '../../dev/virtual/random';
import { builtIn, GENERATE, TRIGGER } from '../../dev/world/workflows';
import type { CrashWorld } from './crashWorld';
import { findLater, type Left } from './foundLater';
import { AFTER, videosOfBody } from './workflows';

/** Executions that run when the kill comes. */
const PER_KILL = 5;

/** A kill comes so soon after the start (ms at most): while jobs are sent, polled, downloaded, handed on. */
const KILL_WITHIN = 8_000;

/** How long n8n gets to end what it runs, or to find out that it died (ms). */
const SETTLE_LIMIT = 150_000;

/** Presses of Retry before an execution is given up. */
const MAX_RETRIES = 3;

export interface CampaignResult {
	executions: number;
	kills: Record<Signal, number>;
	/** Videos that the executions ask for. */
	wanted: number;
	billed: number;
	/** Videos that an execution handed on in the end. */
	delivered: number;
	/** Videos that executions without data, which is n8n's doing, have paid and don't give. */
	givenUp: number;
	/** Of those: named by the node's next run; else paid just before the kill, and listed by Get Many. */
	named: number;
	listed: number;
	/** Videos that the next run named although an execution has them. */
	namedFalsely: number;
	/** What went wrong, in words. */
	faults: string[];
}

interface Started {
	id: string;
	prompts: string[];
}

interface Asked {
	prompts: string[];
	execution: Execution;
}

/** What the executions of one round came to. */
interface Round extends Left {
	result: CampaignResult;
}

/**
 * Kills n8n at moments that a seed chooses, again and again, presses Retry as a person would, and
 * counts what was paid and what arrived.
 */
export async function campaign(
	world: CrashWorld,
	{ executions, seed }: { executions: number; seed: number },
): Promise<CampaignResult> {
	const random = randomFrom(seed);
	const result: CampaignResult = {
		executions: 0,
		kills: { SIGKILL: 0, SIGTERM: 0 },
		wanted: 0,
		billed: 0,
		delivered: 0,
		givenUp: 0,
		named: 0,
		listed: 0,
		namedFalsely: 0,
		faults: [],
	};
	const left: Left[] = [];
	world.simulator.settings.jobSeconds = () => 1 + random() * 4;
	while (result.executions < executions) {
		const count = Math.min(PER_KILL, executions - result.executions);
		const after = builtIn(AFTER, 'wait', 1.1, { amount: 2, unit: 'seconds' });
		const name = `round ${result.executions}`;
		const workflow = await world.publish(videosOfBody(name, {}, after), TRIGGER);
		const lists = Array.from({ length: count }, (_, index) => {
			const prompt = `${seed} ${result.executions + index}`;
			// Some ask for the same twice: they want two videos.
			return random() < 0.3 ? [prompt, prompt, `${prompt} b`] : [prompt];
		});
		const started: Started[] = [];
		for (const prompts of lists) started.push({ id: await workflow.start({ prompts }), prompts });
		await sleep(random() * KILL_WITHIN);
		const signal: Signal = random() < 0.5 ? 'SIGKILL' : 'SIGTERM';
		result.kills[signal]++;
		const killedAt = Date.now();
		await killOne(world, random, signal);

		const round: Round = { result, workflow, ids: [], paid: [], killedAt };
		for (const one of started) await judge(world, await settled(world, one), round);
		if (round.ids.length > 0) left.push(round);
		result.executions += count;
	}
	const { named, listed, namedFalsely, faults } = await findLater(world, left);
	result.named = named.length;
	result.listed = listed.length;
	result.namedFalsely = namedFalsely.length;
	result.faults.push(...faults);
	return result;
}

/** Kills what runs executions, and starts it again. */
async function killOne(world: CrashWorld, random: () => number, signal: Signal): Promise<void> {
	const { cluster } = world;
	const { length } = cluster.workers;
	if (length === 0) {
		await cluster.crashMain(signal);
		return;
	}
	const index = Math.floor(random() * length);
	await cluster.killWorker(index, signal);
	await cluster.restartWorker(index);
}

/** An execution when it has ended. */
async function settled({ rest }: CrashWorld, { id, prompts }: Started): Promise<Asked> {
	return { prompts, execution: await rest.ended(id, SETTLE_LIMIT) };
}

/** Retries an execution until it succeeds, and counts what it bought and gave. */
async function judge(
	world: CrashWorld,
	{ execution, prompts }: Asked,
	{ result, ids, paid }: Round,
): Promise<void> {
	let last = execution;
	for (let tries = 0; last.status !== 'success' && tries < MAX_RETRIES; tries++) {
		last = await world.retry(last.id).catch(() => last);
	}
	const wanted = prompts.length;
	const bought = world.simulator.billed
		.filter(({ inputs }) => prompts.includes(String(inputs['prompt'])))
		.map(({ id }) => id);
	paid.push(...bought);
	const billed = bought.length;
	const delivered = new Set(await world.delivered(last)).size;
	if (isEmptied(world, last) && billed <= wanted) {
		result.givenUp += billed;
		ids.push(...bought);
		return;
	}
	result.wanted += wanted;
	result.billed += billed;
	result.delivered += delivered;
	if (billed !== wanted || delivered !== wanted) {
		result.faults.push(
			`execution ${execution.id} (${execution.status}, then ${last.status}): ${prompts.join(', ')}: ` +
				`${wanted} wanted, ${billed} billed, ${delivered} delivered`,
		);
	}
}

/** Whether n8n has left an execution without the data of its nodes, so that a retry runs nothing. */
function isEmptied({ cluster }: CrashWorld, last: Execution): boolean {
	if (last.ran(GENERATE)) return false;
	const isQueue = cluster.workers.length > 0;
	// In queue mode n8n 2.x ends a dead worker's executions as errors, without their data.
	if (cluster.version.startsWith('2.')) return isQueue && last.status !== 'success';
	// On SQLite n8n 1.x writes first that an execution has ended, and then its data.
	return !isQueue && last.status === 'success';
}
