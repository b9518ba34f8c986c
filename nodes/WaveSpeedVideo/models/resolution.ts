import type { INodeProperties } from 'n8n-workflow';
import type { PriceSource } from './model';
import type { PricedChoice } from './prices';
import { toOption } from './prices';

/**
 * The parameter of each list of resolutions. n8n keeps a parameter's value when another model brings
 * a field of the same name, and shows what its list lacks in red: so lists that differ have names of
 * their own.
 */
const NAMES: Record<string, string> = {
	'720p 1080p': 'resolution',
	'480p 720p 1080p': 'resolutionTo1080p',
	'480p 720p 1080p 4k': 'resolutionTo4k',
};

/** The field Resolution of a model. @throws RangeError for a list without a name */
export function resolutionField(
	choices: readonly PricedChoice[],
	source: PriceSource,
	description = 'Height of the video. The price grows with it.',
): INodeProperties {
	const list = choices.map(({ value }) => value).join(' ');
	const name = NAMES[list];
	if (!name) throw new RangeError(`The resolutions ${list} have no parameter`);
	return {
		displayName: 'Resolution',
		name,
		type: 'options',
		options: choices.map(toOption(source)),
		default: '720p',
		description,
	};
}
