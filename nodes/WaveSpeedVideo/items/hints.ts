import type { INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import type { Host } from '../base/host';
import { escapeHtml } from '../base/text';
import { fitsFrame } from '../media/in/imageSize';
import type { Plan } from './plan';

type Hint = NodeExecutionHint & { location: 'outputPane' };

const hint = (type: Hint['type'], message: string): Hint => ({
	message,
	type,
	location: 'outputPane',
});

/** What a person should know after a run: the sum, who answered, whether pictures fit. */
export function addHints(
	host: Pick<Host, 'hint'>,
	made: INodeExecutionData[],
	plans: Plan[],
): void {
	if (made.length === 0) return;
	const hints = [costHint(made), ...substitutionHints(made), ...pictureHints(plans)];
	host.hint(...hints);
}

function costHint(made: INodeExecutionData[]): Hint {
	const sum = made.reduce((total, { json }) => total + Number(json.estimatedCost ?? 0), 0);
	const videos = made.length === 1 ? '1 video' : `${made.length} videos`;
	return hint(
		'info',
		`${videos}, estimated cost $${sum.toFixed(2)}. The files at WaveSpeed are kept for 7 days.`,
	);
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

function pictureHints(plans: Plan[]): Hint[] {
	const unfit = plans.filter(({ media }) =>
		Object.values(media).some(
			(medium) => medium.kind === 'file' && medium.size && !fitsFrame(medium.size),
		),
	);
	if (unfit.length === 0) return [];
	const which = unfit.slice(0, 10).map(({ itemIndex }) => itemIndex);
	const more = unfit.length > which.length ? ' and more' : '';
	return [
		hint(
			'info',
			`The pictures of items ${which.join(', ')}${more} are neither 16:9 nor 9:16; WaveSpeed fits them into the video's frame. Crop them yourself to choose what is shown.`,
		),
	];
}
