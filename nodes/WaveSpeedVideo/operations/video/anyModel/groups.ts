import type { INodePropertyOptions } from 'n8n-workflow';

/** What the list of models can be narrowed to. */
export const MODEL_GROUPS: INodePropertyOptions[] = [
	{ name: 'All', value: 'all', description: 'Every model of your account' },
	{ name: 'Audio', value: 'audio', description: 'Models that make sound, music or speech' },
	{ name: 'Image', value: 'image', description: 'Models that make pictures' },
	{ name: 'Other', value: 'other', description: 'Upscalers, training and whatever is new' },
	{ name: 'Text', value: 'text', description: 'Models that answer with text' },
	{ name: 'Video', value: 'video', description: 'Models that make or change videos' },
];

/** Groups of WaveSpeed's open list of types. */
const TYPES: Record<string, (type: string) => boolean> = {
	video: (type) =>
		/video$|^video-|motion|digital-human|lip/.test(type) && !/^video-to-(?!video)/.test(type),
	image: (type) => type.endsWith('-to-image') || type.includes('image-edit'),
	audio: (type) =>
		type.endsWith('-to-audio') || type.endsWith('-to-speech') || type.endsWith('-to-music'),
	text: (type) => type.endsWith('-to-text') || type === 'llm',
};

/** Whether a model of this type stands in a group; all stand in one that is not known. */
export function isOfGroup(type: string, group: unknown): boolean {
	if (group === 'other') return !Object.values(TYPES).some((has) => has(type));
	const has = typeof group === 'string' && Object.hasOwn(TYPES, group) ? TYPES[group] : undefined;
	return has ? has(type) : true;
}
