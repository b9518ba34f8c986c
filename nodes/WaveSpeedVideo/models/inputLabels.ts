import type { LiveInput } from '../api/liveModels';
import { kindOfInput } from './schemaInputs';

/** A text from outside as a label: no HTML, no expression, not long. */
export function plainLabel(text: string): string {
	return text
		.slice(0, 200)
		.replace(/[<>&]/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.replace(/^=+/, '')
		.slice(0, 80);
}

/** Whether n8n would take a saved value for an expression, and evaluate it. */
export const isExpression = (value: unknown): boolean =>
	typeof value === 'string' && value.startsWith('=');

const WHAT = { picture: 'picture', video: 'video', sound: 'sound', file: 'file' };

/** "4 to 15", "from 0" */
function boundsOf({ minimum, maximum }: LiveInput): string[] {
	if (minimum !== undefined && maximum !== undefined) return [`${minimum} to ${maximum}`];
	if (minimum !== undefined) return [`from ${minimum}`];
	return maximum === undefined ? [] : [`up to ${maximum}`];
}

/** In a label: what a person must know to fill an input in. */
export function inputHint(input: LiveInput): string {
	const decided = kindOfInput(input);
	const { default: preset } = input;
	const simple = ['string', 'number', 'boolean'].includes(typeof preset) && preset !== '';
	const bounds = boundsOf(input);
	// A text with bounds is a size: `1024*1024`.
	const sides = input.type === 'string' && bounds.length > 0 ? ['width*height, each'] : [];
	const presets = simple ? [`default ${plainLabel(String(preset))}`] : [];
	switch (decided.kind) {
		case 'medium':
			return `${WHAT[decided.of]}: binary field or URL`;
		case 'mediaList':
			return `up to ${decided.most} ${WHAT[decided.of]}s: binary fields or URLs, with commas`;
		case 'loras':
			return `JSON: up to ${decided.most} of {"path", "scale"}`;
		case 'seed':
			return '-1 for random';
		case 'suggestions':
			return `e.g. ${decided.values.slice(0, 3).map(String).map(plainLabel).join(', ')}`;
		case 'list':
			return 'texts with commas, or JSON';
		case 'json':
			return input.type === 'any' ? 'text or JSON' : 'JSON';
		default:
			return [[...sides, ...bounds].join(' '), ...presets].filter(Boolean).join(', ');
	}
}
