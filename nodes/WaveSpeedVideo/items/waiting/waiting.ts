import { invalidParameter, RunFailure } from '../../api/failure';
import type { Host } from '../../base/host';
import { ParameterError } from '../../base/parameterError';
import { shown } from '../../base/shown';
import type { Callback } from '../../generation/acquire/submit';
import type { Patience } from '../../generation/generate';
import { mediaUrlProblem } from '../../media/mediaUrl';
import type { ItemOptions } from '../itemOptions';
import { optionsIn } from '../optionValues';
import type { Session } from '../session';
import { callbackUrlOf } from './callbackUrl';

/** How a run waits for its videos: the field Wait. */
export type Waiting =
	| { kind: 'untilFinished' }
	| { kind: 'freeWorker'; callback: Callback }
	| { kind: 'doNotWait' };

const LEAVE: Record<Waiting['kind'], Patience['leave']> = {
	untilFinished: undefined,
	freeWorker: 'calledBack',
	doNotWait: 'atOnce',
};

/** How an item's purchase is followed before execute() goes on. */
export const patienceOf = (
	{ timeoutMs, fixedDelayMs }: Pick<ItemOptions, 'timeoutMs' | 'fixedDelayMs'>,
	{ kind }: Waiting,
): Patience => ({ timeoutMs, fixedDelayMs, leave: LEAVE[kind] });

/**
 * Reads the field Wait, which holds for the run.
 *
 * @throws ParameterError or RunFailure where the execution can't be parked here; nothing was sent
 */
export function readWaiting({ host, apiUrl }: Pick<Session, 'host' | 'apiUrl'>): Waiting {
	const given = host.parameter('wait', 0, 'untilFinished');
	switch (given) {
		case 'untilFinished':
		case 'doNotWait':
			return { kind: given };
		case 'freeWorker':
			return { kind: given, callback: callbackOf(host, apiUrl) };
		default:
			throw new ParameterError(
				`Wait must be untilFinished, freeWorker or doNotWait (given: ${shown(given)})`,
			);
	}
}

const INSTEAD = 'Set Wait to Until Finished, or to Do Not Wait with the operation Get later.';

/** Where WaveSpeed calls this execution, if it can be parked and called. */
function callbackOf(host: Host, apiUrl: string): Callback {
	if (host.isTool) {
		throw refusal('an AI agent runs the node as its tool, and waits for the answer', INSTEAD);
	}
	const resumeUrl = host.parking.resumeUrl();
	if (resumeUrl === undefined) throw refusal('n8n tells no address to resume at', INSTEAD);
	// Before 2.14 a resume URL has no signature, and 1.x loses what a parked sub-workflow gives.
	if (host.parking.isSubWorkflow && !new URL(resumeUrl).searchParams.has('signature')) {
		throw refusal(
			'this is a sub-workflow, and n8n before 2.14 may lose what a parked one gives',
			`Update n8n, or free the worker in the workflow that calls this one. ${INSTEAD}`,
		);
	}
	const url = callbackUrlOf(resumeUrl);
	const problem = mediaUrlProblem(url, apiUrl);
	if (problem !== undefined) {
		const { origin } = new URL(url);
		throw refusal(
			`WaveSpeed must be able to call n8n, and ${origin} is no public HTTPS address: ${problem}`,
			`Set n8n's WEBHOOK_URL to its public address. ${INSTEAD}`,
		);
	}
	return { url, executionId: host.executionId };
}

const refusal = (why: string, advice: string): RunFailure =>
	new RunFailure(invalidParameter(`Wait = Free the Worker can't be used here: ${why}`, advice));

/**
 * Whom WaveSpeed is to call when an item's video is made: this execution, or what the option Webhook
 * URL says.
 *
 * @throws ParameterError for what WaveSpeed can't call
 */
export function callbackFor(
	itemIndex: number,
	waiting: Waiting,
	{ host, apiUrl }: Pick<Session, 'host' | 'apiUrl'>,
): Callback | undefined {
	if (waiting.kind === 'freeWorker') return waiting.callback;
	if (waiting.kind !== 'doNotWait') return undefined;
	const given = optionsIn(host, 'waitOptions', itemIndex).webhookUrl;
	if (given === undefined || given === null || given === '') return undefined;
	const url = typeof given === 'string' ? given.trim() : '';
	const problem = url === '' ? 'it is no URL' : mediaUrlProblem(url, apiUrl);
	if (problem === undefined) return { url: new URL(url).href };
	throw new ParameterError(
		`Webhook URL can't be called by WaveSpeed: ${problem} (given: ${shown(given)})`,
		'Give a public address that begins with https://, such as the Production URL of a trigger node.',
	);
}
