import { createHash } from 'crypto';
import { sleep } from 'n8n-workflow';
import type { ReadResult } from '../api/answers';
import type { LiveModel } from '../api/liveModels';
import { createClient } from '../api/client';
import type { Account } from '../api/credential';
import { checkCredential } from '../api/credential';
import type { PanelHost } from '../base/host';
import type { Runtime } from '../base/runtime';
import { toPanelError } from './errors';
import { createSend } from './transport';

/** The list is some 2 MB; WaveSpeed's own tools keep it for an hour too (milliseconds). */
const KEEP_MS = 3_600_000;

/** Of how many accounts lists are kept, the latest used. */
const MAX_LISTS = 5;

/** Longer than any request for the list takes (milliseconds). */
const LONGEST_WAIT_MS = 120_000;

type Answer = ReadResult<LiveModel[]>;

/** Rejects with StoppedError only: when the execution that asked is stopped. */
const lists = new Map<string, { at: number; answer: Promise<Answer> }>();

/** For requests from the panel: nothing can be stopped, nobody watches. */
const panelRuntime = ({ log }: PanelHost): Runtime => ({
	now: () => Date.now(),
	random: () => Math.random(),
	sleep: async (ms, until) => await sleep(ms, until).catch(() => undefined),
	checkStop: () => {},
	log,
	tell: () => {},
});

/**
 * The account's models, kept for an hour per credential. Executions that need it at
 * the same time share one request.
 *
 * @param maxAgeMs how old a list that is kept may be
 * @throws an n8n error that says why the list can't be had; StoppedError for a stop of this execution
 */
export async function accountModels(
	host: PanelHost,
	runtime = panelRuntime(host),
	maxAgeMs = KEEP_MS,
): Promise<LiveModel[]> {
	const account = checkCredential(await host.credential());
	if ('problem' in account) {
		throw toPanelError(host.node, `The credential: ${account.problem}`);
	}
	const answer = await sharedList(host, account, runtime, maxAgeMs);
	if (answer.kind === 'ok') return answer.value;
	const why = answer.kind === 'refused' ? answer.failure.message : answer.reason;
	throw toPanelError(
		host.node,
		`WaveSpeed's list of models can't be read: ${why}`,
		answer.kind === 'refused' ? answer.failure.advice : 'Try again.',
	);
}

async function sharedList(
	host: PanelHost,
	account: Account,
	runtime: Runtime,
	maxAgeMs: number,
): Promise<Answer> {
	const name = createHash('sha256').update(`${account.url} ${account.key}`).digest('hex');
	for (;;) {
		runtime.checkStop();
		const kept = lists.get(name);
		lists.delete(name);
		const fresh = kept && runtime.now() - kept.at < maxAgeMs;
		const entry = fresh ? kept : { at: runtime.now(), answer: ask(host, account, runtime) };
		lists.set(name, entry);
		for (const oldest of lists.keys()) {
			if (lists.size <= MAX_LISTS) break;
			lists.delete(oldest);
		}
		// Whoever asked may have been stopped: no reason for us to end. Our own stop and errors are.
		const list = entry === kept ? entry.answer.catch(() => undefined) : entry.answer;
		const answer = await orStopped(list, runtime);
		if (answer?.kind !== 'ok' && lists.get(name) === entry) lists.delete(name);
		if (answer) return answer;
	}
}

async function ask(host: PanelHost, account: Account, runtime: Runtime): Promise<Answer> {
	return await createClient(createSend(host, account, runtime), runtime.now).listModels();
}

/** The answer, or StoppedError as soon as this execution is stopped. */
async function orStopped<T>(answer: Promise<T>, runtime: Runtime): Promise<T> {
	const ended = new AbortController();
	const stopped = runtime.sleep(LONGEST_WAIT_MS, ended.signal).then(async () => await answer);
	stopped.catch(() => undefined);
	try {
		return await Promise.race([answer, stopped]);
	} finally {
		ended.abort();
	}
}
