import type { NodeExecutionHint } from 'n8n-workflow';
import type { ListedPrediction } from '../api/schemas';
import { cut, escapeHtml } from '../base/text';
import { parseTime } from '../base/time';
import type { Ledger } from '../generation/acquire/ledger';
import { readWindow } from '../generation/acquire/listWindow';
import type { Unfinished } from '../generation/acquire/receipts/lostVideos';
import type { PurchaseMemory } from '../generation/acquire/receipts/purchaseMemory';
import { saysCompleted } from '../api/outcome';
import type { Session } from './session';

/** What to do about videos that earlier executions bought and did not hand on. */
export type UnfinishedWish = 'hint' | 'output' | 'ignore';

/** A finished video of an earlier execution. */
export type UnfinishedVideo = ListedPrediction & Omit<Unfinished, 'id'>;

/** The account's list is asked so often at most, for each node (ms). */
const ASK_EVERY_MS = 600_000;

/** Younger ones are most probably in the hands of an execution on another worker (ms). */
const SETTLED_AFTER_MS = 3_600_000;

/** What n8n calls running for so long most probably isn't (ms): its process died without n8n's noticing. */
const LONG_MS = 6 * 3_600_000;

/** Older ones are not looked for (ms): a busy account's list of 7 days is long. */
const LOOKED_BACK_MS = 24 * 3_600_000;

/** A look is a write to n8n's database (docs/crashes.md). */
const MAX_LOOKED_AT = 500;

const MAX_NAMED = 20;

/** Characters of a prompt by which a person knows it again. */
const SHOWN_PROMPT = 60;

interface Looking extends Pick<Session, 'runtime'> {
	host: Pick<Session['host'], 'entryStore'>;
	client: Pick<Session['client'], 'listPredictions'>;
}

/** When each node's unfinished ones were last looked for. */
const lookedAt = new Map<string, number>();

/**
 * Finished videos that the node bought in earlier executions, and that n8n has in none of them. Never
 * fails: what can't be found out is not told.
 */
export async function findUnfinished(
	wish: UnfinishedWish,
	{ host, client, runtime }: Looking,
	memory: Pick<PurchaseMemory, 'hasAny' | 'unfinished'>,
	ledger: Pick<Ledger, 'all'>,
): Promise<UnfinishedVideo[]> {
	const name = host.entryStore?.name;
	if (wish === 'ignore' || name === undefined) return [];
	const now = runtime.now();
	if (now - (lookedAt.get(name) ?? 0) < ASK_EVERY_MS) return [];
	try {
		if (!(await memory.hasAny())) return [];
		lookedAt.set(name, now);
		const settled = now - SETTLED_AFTER_MS;
		const listed = await readWindow(now - LOOKED_BACK_MS, settled, client, runtime);
		const here = new Set(
			ledger.all().flatMap((one) => ('prediction' in one ? [one.prediction.id] : [])),
		);
		const others = (listed ?? [])
			.filter(
				({ prediction: { id, status, outputs, createdAt } }) =>
					saysCompleted(status) &&
					outputs.length > 0 &&
					// A service that ignores the wish for a time gives all it has.
					(parseTime(createdAt) ?? Infinity) <= settled &&
					!here.has(id),
			)
			.slice(0, MAX_LOOKED_AT);
		const ids = others.map(({ prediction }) => prediction.id);
		const listedOf = (id: string) => others.find(({ prediction }) => prediction.id === id);
		const isLongAgo = (id: string) =>
			now - (parseTime(listedOf(id)?.prediction.createdAt) ?? Infinity) >= LONG_MS;
		const unfinished = await memory.unfinished({ ids, most: MAX_NAMED, isLongAgo });
		return unfinished.flatMap(({ id, ...facts }) => {
			const one = listedOf(id);
			return one ? [{ ...one, ...facts }] : [];
		});
	} catch {
		// Stopped: the run itself says so.
		return [];
	}
}

/** For a person who looks at the run. */
export function unfinishedHint(found: UnfinishedVideo[]): NodeExecutionHint[] {
	const behind = found.filter(({ hasLeft }) => hasLeft);
	const parked = found.filter(({ hasLeft, wasParked }) => !hasLeft && wasParked);
	const within = found.filter(({ hasLeft, wasParked }) => !hasLeft && !wasParked);
	const hints: Array<[UnfinishedVideo[], (names: string) => string]> = [
		[
			within,
			(names) =>
				`Paid in earlier executions of this node and not handed on so far: ${names}. Retry the execution that bought them, or fetch them with the operation Get.`,
		],
		[
			parked,
			(names) =>
				`Paid in earlier executions of this node with Wait = Free the Worker that were stopped, killed, or never stored: ${names}. If no Retry has handed them on since, retry the execution, or fetch them with the operation Get.`,
		],
		[
			behind,
			(names) =>
				`Handed on by this node in earlier executions that n8n has lost since, with what they held: ${names}. Nodes behind this one may have had them. Fetch them with the operation Get; Retry gives them again where n8n has kept what the execution began with.`,
		],
	];
	return hints.flatMap(([some, said]) => (some.length > 0 ? [warning(said(named(some)))] : []));
}

const warning = (message: string): NodeExecutionHint => ({
	message,
	type: 'warning',
	location: 'outputPane',
});

/** For a person: by what they know a video again. n8n shows hints as HTML; the names come from outside. */
export const named = (some: UnfinishedVideo[]): string =>
	escapeHtml(
		some
			.map(({ prediction: { id, model, createdAt }, inputs, executionId }) => {
				const prompt = typeof inputs?.prompt === 'string' ? cut(inputs.prompt, SHOWN_PROMPT) : '';
				const execution = executionId && `execution ${executionId}`;
				const facts = [prompt && `“${prompt}”`, model, createdAt ?? 'time unknown', execution];
				return `${id} (${facts.filter(Boolean).join(', ')})`;
			})
			.join(', '),
	);
