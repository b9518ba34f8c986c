import { isRefunded, isWithdrawn } from '../../../api/outcome';
import type { ListedPrediction, Prediction } from '../../../api/schemas';
import type { Order } from '../purchase';
import { readWindow } from '../listWindow';
import { UnreadableError } from './askingRow';
import type { FindAgainDeps } from './findAgain';
import { hasInputs } from '../equalInputs';
import { SLACK_MS } from './findAgain';
import { contentKey, rootKey } from './receiptKeys';
import type { Period } from './row';

/** Executions that an old n8n's retry may repeat: so many failed ones are looked into. */
const MAX_ROOTS = 5;

/** An end that gives no video. */
const hasFailed = (prediction: Prediction) => isRefunded(prediction) || isWithdrawn(prediction);

/** Finds what earlier executions of the node have bought, in the account's list. */
export class EarlierVideos {
	/** What was listed of a time: items of a run ask for the same times. */
	private readonly windows = new Map<string, Promise<ListedPrediction[]>>();

	constructor(private readonly deps: FindAgainDeps) {}

	/**
	 * The newest video, finished or in the making, that was bought as the n-th of this content in the
	 * last 7 days by any execution of the node.
	 *
	 * @throws UnreadableError
	 */
	async same(
		content: string,
		n: number,
		{ model, inputs }: Pick<Order, 'model' | 'inputs'>,
	): Promise<Prediction | undefined> {
		const { receipts, given } = this.deps;
		const key = contentKey(content, n);
		if ((await receipts.marked([key])).length === 0) return undefined;
		const listed = await this.listedUnder(key);
		if (!listed) throw new UnreadableError(true);
		const found = listed.find(
			({ prediction, inputs: sent }) =>
				!hasFailed(prediction) &&
				!given.has(prediction.id) &&
				(!prediction.model || prediction.model === model) &&
				// A claim that a broken-off look has left is none.
				(!sent || hasInputs(sent, inputs)),
		);
		if (found) given.add(found.prediction.id);
		return found?.prediction;
	}

	/**
	 * What executions of these roots bought that this one doesn't know, where the root is really meant.
	 *
	 * @throws UnreadableError
	 */
	async ofRoots(
		roots: string[],
		isMeant: (root: string) => Promise<boolean>,
	): Promise<ListedPrediction[]> {
		const { receipts, known } = this.deps;
		const marked = new Set(await receipts.marked(roots.map(rootKey)));
		const listed: ListedPrediction[] = [];
		let looked = 0;
		for (const root of roots) {
			if (!marked.has(rootKey(root)) || !(await isMeant(root))) continue;
			listed.push(...((await this.listedUnder(rootKey(root))) ?? []));
			if (++looked === MAX_ROOTS) break;
		}
		const here = known();
		return listed.filter(({ prediction }) => !here.has(prediction.id) && !hasFailed(prediction));
	}

	/** The newest first; undefined when it can't be told which. */
	private async listedUnder(key: string): Promise<ListedPrediction[] | undefined> {
		const { receipts } = this.deps;
		const periods = await receipts.markedIn(key);
		const listed: ListedPrediction[] = [];
		for (const period of [...periods].sort((a, b) => b.from - a.from)) {
			listed.push(...(await this.window(period)));
		}
		const unique = [...new Map(listed.map((one) => [one.prediction.id, one])).values()];
		const ids = unique.map(({ prediction }) => prediction.id);
		const claimed = ids.length > 0 ? await receipts.claimed(key, ids) : [];
		if (!claimed) return undefined;
		const here = new Set(claimed);
		return unique.filter(({ prediction }) => here.has(prediction.id));
	}

	private async window({ from, to }: Period): Promise<ListedPrediction[]> {
		const { client, runtime } = this.deps;
		const name = `${from} ${to}`;
		const asked =
			this.windows.get(name) ??
			readWindow(from - SLACK_MS, to + SLACK_MS, client, runtime).then((listed) => listed ?? []);
		this.windows.set(name, asked);
		return await asked;
	}
}
