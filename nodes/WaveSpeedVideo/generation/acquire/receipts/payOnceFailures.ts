import type { Failure } from '../../../api/failure';
import type { ListedPrediction, Prediction } from '../../../api/schemas';
import { same, shortened } from '../../../base/canonical';
import { cut } from '../../../base/text';
import type { Order } from '../purchase';

/** Nothing is bought under a key: what is in the way. */
export type Obstacle =
	/** Bought for another order. */
	| {
			kind: 'changed';
			earlier: ListedPrediction | undefined;
			order: Pick<Order, 'model' | 'inputs'>;
	  }
	/** Bought, and WaveSpeed has it no more. */
	| { kind: 'gone'; boughtAt?: number }
	/** Bought, and somebody has deleted or cancelled it at WaveSpeed. */
	| { kind: 'withdrawn'; prediction: Prediction }
	/** Marked, and nothing says what became of it: it may be one of these predictions. */
	| { kind: 'unclear'; markedAt: number; candidates: string[] }
	| { kind: 'full' }
	/** Other processes bid for it again and again. */
	| { kind: 'contested' }
	/** The receipts can't be read or written. */
	| { kind: 'noMemory' };

const ANEW =
	'To have it made anew, give the item another key, or change an input and set On Changed Inputs to Buy Anew.';

/** Predictions named in one message. */
const MAX_NAMED = 10;

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

type Words = [message: string, advice: string];

/** The failure of an item of which nothing is bought. */
export function payOnceFailure(obstacle: Obstacle, key: string, model: string): Failure {
	const [message, advice] = wordsOf(obstacle, JSON.stringify(cut(key, 200)));
	const code = obstacle.kind === 'changed' ? 'pay_once_changed' : 'pay_once_refused';
	const predictionId = idOf(obstacle);
	return { code, message, advice, spent: 'no', lasting: false, model, predictionId };
}

function wordsOf(obstacle: Obstacle, key: string): Words {
	switch (obstacle.kind) {
		case 'changed':
			return changed(obstacle, key);
		case 'gone': {
			const day = obstacle.boughtAt === undefined ? 'before' : `on ${dayOf(obstacle.boughtAt)}`;
			return [
				`A video was bought under the Pay Once Key ${key} ${day}, and WaveSpeed does not have it any more`,
				`WaveSpeed keeps videos for 7 days unless they are deleted, and shows those of one account only. Nothing is bought a second time. ${ANEW}`,
			];
		}
		case 'withdrawn': {
			const { id, status, createdAt } = obstacle.prediction;
			return [
				`The video that was bought under the Pay Once Key ${key}${createdAt ? ` on ${createdAt}` : ''} (prediction ${id}) was ${cut(status, 20)} at WaveSpeed`,
				`It may have been paid, so nothing is bought a second time. ${ANEW}`,
			];
		}
		case 'unclear': {
			const { candidates, markedAt } = obstacle;
			const named = candidates.slice(0, MAX_NAMED).join(', ');
			return [
				`A video under the Pay Once Key ${key} was being submitted on ${dayOf(markedAt)}, and nobody saw what became of it`,
				`${named ? `It may be one of these predictions: ${named}.` : 'WaveSpeed shows the last 7 days only, so it can’t be told whether it was bought.'} Nothing is bought on a guess. ${ANEW}`,
			];
		}
		case 'full':
			return [
				"This node's memory of Pay Once Keys is full (some 1,400 to 1,900)",
				`Nothing is bought under a key that might be forgotten. ${HOW_TO_EMPTY}`,
			];
		case 'contested':
			return [
				`Other executions are buying under the Pay Once Key ${key} just now`,
				'Nothing is bought here. Run the item again: it then gets what they have bought.',
			];
		case 'noMemory':
			return [
				"The Pay Once Keys of this node can't be looked up in n8n's database",
				'Nothing is bought that might have been bought before. Try again; if it stays so, look with Get Many whether the video is there, and if not, give the item another key.',
			];
	}
}

function idOf(obstacle: Obstacle): string | undefined {
	if (obstacle.kind === 'withdrawn') return obstacle.prediction.id;
	return obstacle.kind === 'changed' ? obstacle.earlier?.prediction.id : undefined;
}

/** What to do about a full memory. */
export const HOW_TO_EMPTY =
	'Copy the node within the workflow and delete the old one: the copy begins with an empty memory, so old keys must not come again.';

/** The failure of a video that was deleted or cancelled while the node waited for it. */
export function withdrawn(failure: Failure, boughtAt: number): Failure {
	return {
		...failure,
		advice: `It was bought on ${dayOf(boughtAt)} under a Pay Once Key, and may have been paid: nothing is bought under this key again. ${ANEW}`,
	};
}

function changed({ earlier, order }: Extract<Obstacle, { kind: 'changed' }>, key: string): Words {
	const what = earlier ? differences(earlier, order) : [];
	const said =
		what.length > 0
			? `: ${what.join('; ')}`
			: '; WaveSpeed tells no more of it, and the receipts hold only a hash of model, inputs and media';
	const video = earlier ? ` Its video is prediction ${earlier.prediction.id}.` : '';
	return [
		`A video was bought under the Pay Once Key ${key} for other inputs${said}`,
		`Nothing is bought.${video} Give the item another key, or set the option On Changed Inputs to Buy Anew.`,
	];
}

/** What differs, by the name of each input; media have another address each time, so they tell nothing. */
function differences(
	{ prediction, inputs }: ListedPrediction,
	{ model, inputs: wanted }: Pick<Order, 'model' | 'inputs'>,
): string[] {
	const was = inputs && shortened(inputs);
	const models =
		prediction.model && prediction.model !== model ? [['model', prediction.model, model]] : [];
	const others = Object.entries(wanted)
		.filter(([name, value]) => was && !same(was[name], value))
		.map(([name, value]) => [name, was?.[name], value]);
	return [...models, ...others].map(
		([name, before, now]) => `${String(name)} was ${shownValue(before)} and is ${shownValue(now)}`,
	);
}

const shownValue = (value: unknown): string =>
	value === undefined ? 'not set' : cut(JSON.stringify(value) ?? '', 300);
