import type { Execution } from '../../dev/n8n';
import { GENERATE } from '../../dev/world/workflows';
import { paidIds, requestsFor } from '../e2e/generations';
import { age } from './ages';
import type { CrashWorld, Published } from './crashWorld';

/**
 * From an hour on a video is looked for, and from six on it is named, too, where n8n doesn't know that
 * its execution has died (ms).
 */
const LONG_AGO = 7 * 3_600_000;

/** What the next run buys for itself; short, so that it isn't parked: a parked run's hints go with it. */
const NEXT = { prompt: 'next', seconds: 0.3 };

/** Hours later, in processes that have not looked yet: a process looks once in ten minutes. */
export async function hoursLater({ cluster, simulator }: CrashWorld): Promise<void> {
	for (const prediction of simulator.predictions) age(prediction, LONG_AGO);
	simulator.settings.jobSeconds = NEXT.seconds;
	const { length } = cluster.workers;
	for (let index = 0; index < length; index++) {
		await cluster.killWorker(index, 'SIGTERM');
		await cluster.restartWorker(index);
	}
	if (length > 0) return;
	await cluster.killMain('SIGTERM');
	await cluster.restartMain();
}

/** What the node's next run says. */
export const hintsOf = (next: Execution): string =>
	JSON.stringify(next.runs(GENERATE).map(({ hints }) => hints));

/** A workflow, and predictions that it paid and that are in no execution's data. */
export interface Left {
	workflow: Published;
	ids: string[];
	/** All that the workflow paid. */
	paid: string[];
	/** When n8n was killed (ms since 1970). */
	killedAt: number;
}

export interface Found {
	/** Named by the node's next run. */
	named: string[];
	/** Named although an execution has them. */
	namedFalsely: string[];
	/** What went wrong, in words. */
	faults: string[];
}

/**
 * Looks one by one for what no execution has: the workflow's next run has to name it, and must give its
 * own video only.
 */
export async function findLater(world: CrashWorld, left: Left[]): Promise<Found> {
	const found: Found = { named: [], namedFalsely: [], faults: [] };
	if (left.length === 0) return found;
	await hoursLater(world);
	for (const { workflow, ids, paid, killedAt } of left) {
		const before = paidIds(world.simulator, NEXT.prompt);
		const next = await world.rest.ended(await workflow.start({ prompts: [NEXT.prompt] }));
		const bought = paidIds(world.simulator, NEXT.prompt).filter((id) => !before.includes(id));
		const given = await world.delivered(next);
		if (bought.length !== 1 || given.join() !== bought.join()) {
			const facts = `${next.status}, bought ${bought.join() || 'nothing'}, gave ${given.join() || 'nothing'}`;
			found.faults.push(`the next run of ${workflow.workflowId}: ${facts}`);
		}
		const hints = hintsOf(next);
		for (const id of ids) {
			if (hints.includes(id)) found.named.push(id);
			else
				found.faults.push(`${storyOf(world, id, killedAt)}, is in no execution, and is not named`);
		}
		found.namedFalsely.push(...paid.filter((id) => !ids.includes(id) && hints.includes(id)));
	}
	return found;
}

/** How far a paid video had come when n8n was killed. */
function storyOf({ simulator }: CrashWorld, id: string, killedAt: number): string {
	const times = (operation: 'submit' | 'poll' | 'download') =>
		requestsFor(simulator, operation).filter(
			({ predictionId, time }) => predictionId === id && time < killedAt,
		);
	const before = killedAt - (times('submit')[0]?.time ?? NaN);
	return `${id} was paid ${before} ms before the kill, polled ${times('poll').length} times, downloaded ${times('download').length} times`;
}
