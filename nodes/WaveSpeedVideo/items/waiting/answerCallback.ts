import type { INodeExecutionData } from 'n8n-workflow';
import { runBatch } from '../../base/runBatch';
import type { WebhookHost } from '../../base/host';
import { checkCallback } from '../callbackCheck';
import type { ItemResult } from '../results';
import { toRows } from '../results';
import type { DeliverySession, Session } from '../session';
import { openSession } from '../session';
import { deliverHeld, inShape } from './deliverHeld';
import { PARKED, readParkedRun } from './parkedRun';
import type { ParkedRun } from './parkedRun';
import type { Vigil, Vigils } from './vigils';

/** Deliveries at the same time; files are limited further. */
const AT_ONCE = 10;

type Answer = WebhookHost['answer'];

/**
 * A call to a parked execution. Answers it, and once all jobs of the run have ended gives what the
 * node puts out. Never rejects: n8n would run the next nodes with an empty item.
 *
 * @param vigils of this process
 * @returns undefined to stay parked
 */
export async function answerCallback(
	host: WebhookHost,
	vigils: Vigils,
): Promise<INodeExecutionData[] | undefined> {
	let answered = false;
	const answer: Answer = (status, body) => {
		if (answered) return;
		answered = true;
		host.answer(status, body);
	};
	try {
		return await resumeIfDone(host, vigils, answer);
	} catch (error) {
		host.log('warn', `A call to the parked execution failed: ${String(error)}`);
		answer(503, { error: 'Try again later' });
		return undefined;
	}
}

async function resumeIfDone(
	host: WebhookHost,
	vigils: Vigils,
	answer: Answer,
): Promise<INodeExecutionData[] | undefined> {
	const session = await openSession(host);
	const { runtime } = session;
	const callback = await host.callback();
	const check = await checkCallback(callback, session);
	if (check.kind !== 'genuine') {
		host.log('warn', `A call to the parked execution isn't believed: ${check.why}`);
		answer(check.kind === 'refused' ? 401 : 503, { error: 'Not verified' });
		return undefined;
	}
	const run = readParkedRun(host.kept(PARKED));
	const vigil = run?.executionId === host.executionId ? vigils.of(host.node.name, run) : undefined;
	const called = vigil?.jobs.named(idIn(callback.rawBody));
	if (!run || !vigil || called === undefined) {
		// Of another node of the execution, or of another run: nothing here waits for it.
		answer(200, { waitedFor: false });
		return undefined;
	}
	// One after another: each knows what those before it have seen.
	const looked = vigil.claimed
		? 'claimed'
		: await vigil.inTurn(async () => {
				const seen = vigil.claimed ? 'claimed' : await vigil.jobs.look(called, session);
				// n8n's timer is set by then; it passes the ids on.
				const isLate = runtime.now() >= run.resumeUntil;
				if (seen === 'ended' && !isLate) vigil.claimed = true;
				return seen === 'ended' && isLate ? 'tooLate' : seen;
			});
	const [status, body] = ANSWERS[looked];
	answer(status, body);
	if (looked !== 'ended') return undefined;
	let delivered = false;
	try {
		const rows = await deliverAll(run, vigil.jobs, session);
		delivered = true;
		if (runtime.now() < run.resumeUntil) return rows;
		host.log('warn', 'The videos came too late to resume the execution; their IDs are passed on');
		return undefined;
	} finally {
		if (!delivered) vigil.claimed = false;
	}
}

const ANSWERS = {
	ended: [200, { resumed: true }],
	claimed: [200, { repeated: true }],
	running: [200, { stillWaiting: true }],
	tooLate: [200, { tooLate: true }],
	unsure: [503, { error: 'The job has not ended, as far as can be seen' }],
} as const satisfies Record<string, readonly [number, object]>;

/** The id that a callback's body names. */
function idIn(rawBody: Uint8Array): unknown {
	try {
		const body: unknown = JSON.parse(new TextDecoder().decode(rawBody));
		return typeof body === 'object' && body !== null ? Reflect.get(body, 'id') : undefined;
	} catch {
		return undefined;
	}
}

/** A row for each item, in order; failures are error rows, which n8n routes. */
async function deliverAll(
	{ items, expected }: ParkedRun,
	jobs: Pick<Vigil['jobs'], 'of'>,
	session: DeliverySession & Pick<Session, 'runtime'>,
): Promise<INodeExecutionData[]> {
	const results: ItemResult[] = [];
	await runBatch(items.length, AT_ONCE, async (index) => {
		const item = items[index] as (typeof items)[number];
		if (item.kind === 'failed') {
			results[item.itemIndex] = item;
			return;
		}
		const { prediction, itemIndex } = item.finished;
		const ended = jobs.of(prediction.id) ?? prediction;
		const delivered = await deliverHeld(item.finished, ended, expected, session);
		results[itemIndex] = inShape(delivered, item);
	});
	return toRows(results);
}
