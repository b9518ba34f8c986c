import type { Failure } from '../../../api/failure';
import type { ListedPrediction } from '../../../api/schemas';
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
	| { kind: 'gone' }
	/** Marked long ago, and nothing says what became of it. */
	| { kind: 'unclear'; markedAt: number }
	| { kind: 'full' }
	/** Other processes bid for it again and again. */
	| { kind: 'contested' }
	/** The receipts can't be read or written. */
	| { kind: 'noMemory' };

const ANEW = 'To have it made once more, give it another key.';

const WORDS: Record<
	Exclude<Obstacle['kind'], 'changed' | 'unclear'>,
	(key: string) => [string, string]
> = {
	gone: (key) => [
		`A video was bought under the Pay Once Key ${key} before, and WaveSpeed does not have it any more`,
		`WaveSpeed keeps videos for 7 days, and shows those of one account only. Nothing is bought a second time. ${ANEW}`,
	],
	full: () => [
		"This node's memory of Pay Once Keys is full (some 2,300)",
		'Nothing is bought under a key that might be forgotten. Copy the node within the workflow and delete the old one: the copy begins with an empty memory, so old keys must not come again.',
	],
	contested: (key) => [
		`Other executions are buying under the Pay Once Key ${key} just now`,
		'Nothing is bought here. Run the item again: it then gets what they have bought.',
	],
	noMemory: () => [
		"The Pay Once Keys of this node can't be looked up in n8n's database",
		'Nothing is bought that might have been bought before. Try again, or remove the option.',
	],
};

/** The failure of an item of which nothing is bought. */
export function payOnceFailure(obstacle: Obstacle, key: string, model: string): Failure {
	const [message, advice] = wordsOf(obstacle, JSON.stringify(cut(key, 200)));
	const code = obstacle.kind === 'changed' ? 'pay_once_changed' : 'pay_once_refused';
	const predictionId = obstacle.kind === 'changed' ? obstacle.earlier?.prediction.id : undefined;
	return { code, message, advice, spent: 'no', lasting: false, model, predictionId };
}

function wordsOf(obstacle: Obstacle, key: string): [message: string, advice: string] {
	if (obstacle.kind === 'changed') return changed(obstacle, key);
	if (obstacle.kind !== 'unclear') return WORDS[obstacle.kind](key);
	const day = new Date(obstacle.markedAt).toISOString().slice(0, 10);
	return [
		`A video under the Pay Once Key ${key} was being submitted on ${day}, and nobody saw what became of it`,
		`WaveSpeed shows the last 7 days only, so it can't be told whether it was bought. ${ANEW}`,
	];
}

function changed(
	{ earlier, order }: Extract<Obstacle, { kind: 'changed' }>,
	key: string,
): [message: string, advice: string] {
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
