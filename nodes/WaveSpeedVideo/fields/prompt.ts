import type { INodeProperties } from 'n8n-workflow';

/** What belongs into a prompt, and an example. */
export interface PromptWords {
	description: string;
	placeholder: string;
}

export const TEXT_PROMPT: PromptWords = {
	description:
		'What the video shows: scene, action, camera, lighting, style, and the sound to hear',
	placeholder:
		'e.g. A paper boat drifts down a rainy street at dusk, slow tracking shot, soft piano',
};

export const IMAGE_PROMPT: PromptWords = {
	description: 'How the picture comes to life: motion, action, camera, and the sound to hear',
	placeholder: 'e.g. The camera pushes in slowly while steam rises from the cup, quiet café noise',
};

export const EXTEND_PROMPT: PromptWords = {
	description: 'What happens next: action, camera, and the sound to hear',
	placeholder: 'e.g. The boat reaches a puddle and spins, the camera rises, the rain stops',
};

/** The prompt; every kind of model words differently what belongs into it. */
export function promptField({ description, placeholder }: PromptWords): INodeProperties {
	return {
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder,
		description,
		builderHint: {
			propertyHint:
				'One scene of a few seconds: who or what, the action, camera, light and the sound to hear. For several scenes give one item each, and use join after it for one film.',
		},
	};
}
