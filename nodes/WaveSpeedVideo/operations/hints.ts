import type { IExecuteFunctions, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import { fitsFrame } from '../media/imageSize';
import type { VideoModel } from '../models/model';
import type { Plan } from './plan';

/** What a person should know after a run: the sum, and whether another model answered. */
export function addHints(
	ctx: IExecuteFunctions,
	model: VideoModel,
	items: INodeExecutionData[],
	plans: Plan[],
): void {
	if (items.length === 0) return;
	const sum = items.reduce((total, { json }) => total + Number(json.estimatedCost), 0);
	const videos = items.length === 1 ? '1 video' : `${items.length} videos`;
	const hints: NodeExecutionHint[] = [
		{
			message: `${videos}, estimated cost $${sum.toFixed(2)}. The files at WaveSpeed are kept for 7 days.`,
			location: 'outputPane',
			type: 'info',
		},
	];
	const others = new Set(items.map(({ json }) => String(json.model)));
	others.delete(model.id);
	if (others.size > 0) {
		hints.push({
			message: `Asked for ${model.id}, but answered by ${[...others].join(', ')}. WaveSpeed may substitute Sora 2 without notice.`,
			location: 'outputPane',
			type: 'warning',
		});
	}
	const unfit = plans.filter(({ pictures }) =>
		Object.values(pictures).some(
			(picture) => picture.kind === 'file' && picture.size && !fitsFrame(picture.size),
		),
	);
	if (unfit.length > 0) {
		const which = unfit.slice(0, 10).map(({ itemIndex }) => itemIndex);
		const more = unfit.length > which.length ? ' and more' : '';
		hints.push({
			message: `The pictures of items ${which.join(', ')}${more} are neither 16:9 nor 9:16; WaveSpeed fits them into the video's frame. Crop them yourself to choose what is shown.`,
			location: 'outputPane',
			type: 'info',
		});
	}
	ctx.addExecutionHints?.(...hints);
}
