import type { INodeProperties } from 'n8n-workflow';

/**
 * What n8n's editor writes for "Let the model define this parameter", so that it shows it as that; the
 * field's own description tells the model what to give. (The editor itself leaves it empty.)
 */
const byModel = ({ displayName, description = '' }: INodeProperties): string => {
	const key = displayName.replace(/[^a-zA-Z0-9_-]+/g, '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, 'string') }}`;
};

/** An agent hands over texts and addresses, no files. */
const DEFAULTS: Record<string, (field: INodeProperties) => string> = {
	prompt: byModel,
	imageSource: () => 'url',
	imageUrl: byModel,
	videoSource: () => 'url',
	videoUrl: byModel,
	predictionId: byModel,
};

/** Fields as they are, and with what fits an agent where the node is set up as its tool. */
export function withToolDefaults(fields: INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) => {
		const preset = Object.hasOwn(DEFAULTS, field.name) ? DEFAULTS[field.name] : undefined;
		if (!preset) return [field];
		const { show, hide } = field.displayOptions ?? {};
		return [
			{
				...field,
				displayOptions: { ...(show ? { show } : {}), hide: { ...hide, '@tool': [true] } },
			},
			{
				...field,
				default: preset(field),
				displayOptions: { show: { ...show, '@tool': [true] }, ...(hide ? { hide } : {}) },
			},
		];
	});
}
