import { randomUUID } from 'crypto';
import type { INodeExecutionData } from 'n8n-workflow';
import { RunFailure } from '../api/failure';
import type { TriggerHost } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';
import { openApi } from '../items/session';
import { readFailure } from '../operations/predictionId';
import { checkNoCircle } from './circle';
import { handOver } from './give';
import { readLook } from './look';
import { DEFAULT_LOOK_BACK, HOUR_MS, MAX_LOOK_BACK } from './times';
import { isWanted, readWish } from './wanted';
import { planLook, takeLook } from './watch';
import { readState } from './watchState';

/** Tells a look after a restart from others. */
const PROCESS = randomUUID();

/** How long the service may be out of reach before the workflow's owner is told (milliseconds). */
const TROUBLE_MS = HOUR_MS;

/** Looks under way: a slow one may still run when n8n starts the next. */
const looking = new Set<string>();

/** Since when looks have failed, by node. */
const troubled = new Map<string, number>();

/** Where the state stands in the node's static data. */
const KEPT = 'watch';

/**
 * One look for finished videos.
 *
 * @returns what to start an execution with; undefined for nothing
 * @throws RunFailure, ParameterError
 */
export async function pollFinished(host: TriggerHost): Promise<INodeExecutionData[] | undefined> {
	if (looking.has(host.place)) return undefined;
	looking.add(host.place);
	try {
		return await look(host);
	} finally {
		looking.delete(host.place);
	}
}

async function look(host: TriggerHost): Promise<INodeExecutionData[] | undefined> {
	const { client, runtime, account } = await openApi(host);
	const wish = readWish(host);
	checkNoCircle(host, wish);
	const facts = {
		now: runtime.now(),
		lookBackMs: readLookBack(host) * HOUR_MS,
		process: PROCESS,
		account,
		wanted: (prediction: Parameters<typeof isWanted>[0]) => isWanted(prediction, wish),
	};
	const state = readState(host.workflowData[KEPT]);
	const plan = planLook(state, facts);
	const answer = await readLook(plan, state?.open ?? {}, { client, runtime });
	if (answer.kind !== 'ok') {
		// Without a first look the trigger isn't on; later it looks again in a moment.
		const passes = state !== undefined && answer.kind === 'transient';
		if (passes && isShort(host.place, facts.now)) {
			host.log('warn', `No look for finished videos: ${answer.reason}`);
			return undefined;
		}
		throw new RunFailure(readFailure(answer));
	}
	troubled.delete(host.place);
	const seen = takeLook(state, plan, answer.value, facts);
	host.workflowData[KEPT] = seen.state;
	return seen.ids.length > 0 ? seen.ids.map(handOver) : undefined;
}

/** Whether the service has been out of reach for a short time only. */
function isShort(place: string, now: number): boolean {
	const since = troubled.get(place) ?? now;
	const short = now - since < TROUBLE_MS;
	// Once told, the time begins again.
	troubled.set(place, short ? since : now);
	return short;
}

function readLookBack(host: TriggerHost): number {
	const { lookBack } = host.parameter('options', 0, {}) as Record<string, unknown>;
	const hours = Number(lookBack ?? DEFAULT_LOOK_BACK);
	if (hours >= 1 && hours <= MAX_LOOK_BACK) return hours;
	throw new ParameterError(
		`Look Back must be 1 to ${MAX_LOOK_BACK} hours (given: ${shown(lookBack)})`,
	);
}
