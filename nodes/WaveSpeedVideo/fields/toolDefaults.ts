import type { INodeProperties } from 'n8n-workflow';
import { withoutParking } from './wait';

/**
 * What n8n's editor writes for "Let the model define this parameter", so that it shows it as that; the
 * field's own description tells the model what to give. (The editor itself leaves it empty.)
 */
const byModel = ({ displayName, description = '' }: INodeProperties): string => {
	const key = displayName.replace(/[^a-zA-Z0-9_-]+/g, '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, 'string') }}`;
};

const byDefault = (preset: string) => (): Partial<INodeProperties> => ({ default: preset });

/** An agent hands over texts and addresses, no files. */
const FOR_TOOLS: Record<string, (field: INodeProperties) => Partial<INodeProperties>> = {
	prompt: (field) => ({ default: byModel(field) }),
	imageSource: byDefault('url'),
	imageUrl: (field) => ({ default: byModel(field) }),
	videoSource: byDefault('url'),
	videoUrl: (field) => ({ default: byModel(field) }),
	predictionId: (field) => ({ default: byModel(field) }),
	wait: withoutParking,
};

/** Fields as they are, and with what fits an agent where the node is set up as its tool. */
export function withToolDefaults(fields: INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) => {
		const change = Object.hasOwn(FOR_TOOLS, field.name) ? FOR_TOOLS[field.name] : undefined;
		if (!change) return [field];
		const { show, hide } = field.displayOptions ?? {};
		return [
			{
				...field,
				displayOptions: { ...(show ? { show } : {}), hide: { ...hide, '@tool': [true] } },
			},
			{
				...field,
				...change(field),
				displayOptions: { show: { ...show, '@tool': [true] }, ...(hide ? { hide } : {}) },
			},
		];
	});
}
