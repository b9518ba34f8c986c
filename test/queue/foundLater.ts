import { type Execution, withCredential } from '../../dev/n8n';
import { chain, GENERATE, generating, TRIGGER } from '../../dev/world/workflows';
import { paidIds, requestsFor } from '../e2e/generations';
import { age } from './ages';
import type { CrashWorld, Published } from './crashWorld';

/**
 * From an hour on a video is looked for, and from six on it is named, too, where n8n doesn't know that
 * its execution has died (ms).
 */
const LONG_AGO = 7 * 3_600_000;

/**
 * A receipt is proved to stay within so long (ms). Of what was paid later before a kill another process
 * may have overwritten it, so that only Get Many knows of it.
 */
const PROVED_AFTER = 1_000;

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
	await cluster.crashMain('SIGTERM');
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
	/** Paid just before the kill, not named, but listed by Get Many. */
	listed: string[];
	/** Named although an execution has them. */
	namedFalsely: string[];
	/** What went wrong, in words. */
	faults: string[];
}

/**
 * Looks one by one for what no execution has: the workflow's next run has to name it, or Get Many has to
 * list what was paid just before the kill. That run must give its own video only.
 */
export async function findLater(world: CrashWorld, left: Left[]): Promise<Found> {
	const found: Found = { named: [], listed: [], namedFalsely: [], faults: [] };
	if (left.length === 0) return found;
	await hoursLater(world);
	const listed = await listedByNode(world);
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
			else if (paidBefore(world, id, killedAt) < PROVED_AFTER && listed.includes(id)) {
				found.listed.push(id);
			} else
				found.faults.push(`${storyOf(world, id, killedAt)}, is in no execution, and is not named`);
		}
		found.namedFalsely.push(...paid.filter((id) => !ids.includes(id) && hints.includes(id)));
	}
	return found;
}

/** How far a paid video had come when n8n was killed. */
function storyOf({ simulator }: CrashWorld, id: string, killedAt: number): string {
	const times = (operation: 'poll' | 'download') =>
		requestsFor(simulator, operation).filter(
			({ predictionId, time }) => predictionId === id && time < killedAt,
		);
	return `${id} was paid ${paidBefore({ simulator }, id, killedAt)} ms before the kill, polled ${times('poll').length} times, downloaded ${times('download').length} times`;
}

/** How long before the kill it was paid (ms). */
function paidBefore(
	{ simulator }: Pick<CrashWorld, 'simulator'>,
	id: string,
	killedAt: number,
): number {
	const submit = requestsFor(simulator, 'submit').find(({ predictionId }) => predictionId === id);
	return killedAt - (submit?.time ?? NaN);
}

/** IDs of all that the operation Get Many lists. */
async function listedByNode({ rest, credentialId }: CrashWorld): Promise<string[]> {
	const step = generating({ operation: 'getAll', returnAll: true });
	const content = withCredential(chain('list', [step]), credentialId);
	const workflow = await rest.createWorkflow(content);
	const listed = await rest.ended(await rest.run(workflow, TRIGGER));
	return listed.items(GENERATE).map(({ json }) => String(json['id']));
}
