import type { INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import type { Host } from '../base/host';
import { dollars } from '../base/money';
import { counted, escapeHtml } from '../base/text';
import { saysCompleted } from '../api/outcome';
import { fitsFrame } from '../media/in/imageSize';
import type { Plan } from './plan';

/** Of items, in one hint. */
const MAX_NAMED = 10;

type Hint = NodeExecutionHint & { location: 'outputPane' };

const hint = (type: Hint['type'], message: string): Hint => ({
	message,
	type,
	location: 'outputPane',
});

/**
 * What a person should know after a run: the sum, who answered, whether pictures fit.
 *
 * @param bought those of the items that this run has paid
 */
export function addHints(
	host: Pick<Host, 'hint'>,
	made: INodeExecutionData[],
	plans: Plan[],
	bought: INodeExecutionData[],
): void {
	if (made.length === 0) return;
	const hints = [
		...(bought.length > 0 ? [costHint(bought)] : []),
		...substitutionHints(made),
		...mismatchHints(made),
		...pictureHints(plans),
	];
	host.hint(...hints);
}

/** Of a run that is put aside: what is paid, and how it goes on. */
export function parkedHint(bought: INodeExecutionData[]): Hint[] {
	if (bought.length === 0) return [];
	const paid = `${counted(bought.length, 'video')} submitted, ${costOf(bought)}.`;
	const next = 'The execution goes on when WaveSpeed calls, at the latest at Timeout.';
	return [hint('info', `${paid} ${next}`)];
}

function costHint(made: INodeExecutionData[]): Hint {
	const running = made.filter(({ json }) => !saysCompleted(json.status)).length;
	const characters = made.every(({ json }) => typeof json.characterId === 'string');
	if (running > 0 && !characters) return hint('info', submitted(made, running));
	const word = characters ? 'character' : made.every(isVideo) ? 'video' : 'result';
	const files = !characters && made.some(({ json }) => json.url !== null);
	const kept = files ? ' The files at WaveSpeed are kept for 7 days.' : '';
	return hint('info', `${counted(made.length, word)}, ${costOf(made)}.${kept}`);
}

/** What is paid and still to be fetched, of a run that didn't wait for all. */
function submitted(made: INodeExecutionData[], running: number): string {
	const [them, ids] = running === 1 ? ['it', 'its ID'] : ['them', 'their IDs'];
	const those = running < made.length ? `, ${running} of them unfinished so far` : '';
	return `${counted(made.length, 'video')} submitted${those}, ${costOf(made)}. The operation Get fetches ${them} by ${ids}, for 7 days.`;
}

/** Models of any kind make pictures and texts too. What was not downloaded counts as a video. */
function isVideo({ json, binary = {} }: INodeExecutionData): boolean {
	const files = Object.values(binary);
	return files.length > 0
		? files.some(({ mimeType }) => mimeType.startsWith('video/'))
		: json.url !== null;
}

function costOf(made: INodeExecutionData[]): string {
	const prices = made.flatMap(({ json: { estimatedCost } }) =>
		typeof estimatedCost === 'number' ? [estimatedCost] : [],
	);
	const unknown = made.length - prices.length;
	if (prices.length === 0) return 'whose price is not known';
	const sum = `estimated cost ${dollars(prices.reduce((total, price) => total + price, 0))}`;
	return unknown === 0 ? sum : `${sum}, and that of ${unknown} is not known`;
}

/** Another model than the one asked for, by the service's doing or by ours. */
function substitutionHints(made: INodeExecutionData[]): Hint[] {
	const pairs = made
		.filter(({ json }) => json.model !== json.requestedModel)
		.map(({ json }) => {
			const how = json.substitution ? 'made instead by' : 'answered without notice by';
			return `${String(json.requestedModel)} was asked for, but ${how} ${String(json.model)}`;
		});
	// n8n shows hints as HTML; the names come from outside.
	return [...new Set(pairs)].map((pair) => hint('warning', `${escapeHtml(pair)}.`));
}

/** What came otherwise than ordered: the provider may have put another model in its place. */
function mismatchHints(made: INodeExecutionData[]): Hint[] {
	const unlike = made.flatMap(({ json: { mismatches }, pairedItem }) =>
		Array.isArray(mismatches) ? [{ mismatches: mismatches.join(', '), pairedItem }] : [],
	);
	if (unlike.length === 0) return [];
	const each = unlike.slice(0, MAX_NAMED).map(({ mismatches, pairedItem }) => {
		const index = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : 0;
		return `item ${index}: ${mismatches}`;
	});
	const more = unlike.length > MAX_NAMED ? '; and more' : '';
	const message = `Not as ordered: ${each.join('; ')}${more}. A provider may have put another model in the place of the one asked for.`;
	return [hint('warning', escapeHtml(message))];
}

function pictureHints(plans: Plan[]): Hint[] {
	const unfit = plans.filter(
		({ model, media }) =>
			model.fixedFrame &&
			Object.values(media).some(
				(medium) => medium.kind === 'file' && medium.size && !fitsFrame(medium.size),
			),
	);
	if (unfit.length === 0) return [];
	const which = unfit.slice(0, MAX_NAMED).map(({ itemIndex }) => itemIndex);
	const more = unfit.length > which.length ? ' and more' : '';
	const pictures =
		unfit.length === 1
			? `The picture of item ${which.join()} is`
			: `The pictures of items ${which.join(', ')}${more} are`;
	return [
		hint(
			'info',
			`${pictures} neither 16:9 nor 9:16; WaveSpeed fits what is given into the video's frame. Crop it yourself to choose what is shown.`,
		),
	];
}
