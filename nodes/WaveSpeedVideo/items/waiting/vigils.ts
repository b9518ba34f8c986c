import { heldIn } from './parkedRun';
import type { ParkedRun } from './parkedRun';
import { ParkedJobs } from './parkedJobs';

/** What this process knows of a parked run, from the first call to it on. */
export interface Vigil {
	readonly jobs: ParkedJobs;
	/** The execution is resumed: no other call may do so (1.x has no guard of its own). */
	claimed: boolean;
	/** Runs a task after those that came before it. */
	inTurn<T>(task: () => Promise<T>): Promise<T>;
}

/** More than a process has in its hands; the oldest are over. */
const MAX_VIGILS = 2_000;

/** The parked runs that a process has heard of. */
export class Vigils {
	private readonly vigils = new Map<string, Vigil>();

	/** The vigil over a node's parked run. */
	of(node: string, run: ParkedRun): Vigil {
		const { vigils } = this;
		const name = JSON.stringify([run.executionId, node, run.run, run.parkedAt]);
		const known = vigils.get(name);
		if (known) return known;
		const vigil = openVigil(new ParkedJobs(heldIn(run)));
		vigils.set(name, vigil);
		const [oldest] = vigils.keys();
		if (vigils.size > MAX_VIGILS && oldest !== undefined) vigils.delete(oldest);
		return vigil;
	}
}

function openVigil(jobs: ParkedJobs): Vigil {
	let last: Promise<unknown> = Promise.resolve();
	return {
		jobs,
		claimed: false,
		async inTurn(task) {
			const mine = last.then(task, task);
			last = mine.catch(() => undefined);
			return await mine;
		},
	};
}
