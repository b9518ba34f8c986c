import type { IExecuteFunctions, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import type { VideoModel } from '../models/model';

/** What a person should know after a run: the sum, and whether another model answered. */
export function addHints(
	ctx: IExecuteFunctions,
	model: VideoModel,
	items: INodeExecutionData[],
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
	ctx.addExecutionHints?.(...hints);
}
