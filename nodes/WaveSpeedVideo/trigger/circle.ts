import type { TriggerHost } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';
import type { Wish } from './wanted';

/** Operations whose predictions the account's list has; `circle.test.ts` holds it to the panel. */
export const MAKING: readonly unknown[] = [
	'textToVideo',
	'imageToVideo',
	'extendVideo',
	'textToVideoPro',
	'imageToVideoPro',
	'customModel',
	'create',
];

/**
 * A workflow that makes videos would be started again by each of them, and pay for ever. Which
 * models it makes can't be told from here; a filter on the model shows that somebody has thought of it.
 *
 * @throws ParameterError that names the node behind the trigger
 */
export function checkNoCircle({ behind }: Pick<TriggerHost, 'behind'>, { models }: Wish): void {
	if (models.length > 0) return;
	const maker = behind.find(
		({ type, parameters }) =>
			type.endsWith('.waveSpeedVideo') &&
			(parameters.operation === undefined || MAKING.includes(parameters.operation)),
	);
	if (!maker) return;
	throw new ParameterError(
		`The node ${shown(maker.name)} behind the trigger makes videos, and each of them would start the workflow again`,
		'Set Filters → Model to models that the workflow does not make itself, or make the videos in another workflow.',
	);
}
