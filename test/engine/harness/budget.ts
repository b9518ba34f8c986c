import type { IDataObject } from 'n8n-workflow';

import type { World } from './onSimulator';
import { about, type Rule } from '../../../dev/simulator';
import { textToVideo } from './parameters';
import { runOn } from './runOn';
import type { RunOptions } from './runWorkflow';

/** Three videos of $1.20 each. */
export const names = ['a', 'b', 'c'];
export const items = names.map((name) => ({ json: { name } }));

/** Retry On Fail with one more try. */
export const retryingOnce = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000 };

/** The key is refused once for the submission of this prompt: not bought, and free to try again. */
export const refusing = (prompt: string): Rule => ({
	on: 'submit',
	fault: { kind: 'status', status: 401, body: { code: 401, message: 'no' } },
	matching: about(prompt),
});

/** A run of these items under a Max Cost per Run, in dollars or as an expression. */
export function runWithin(
	world: World,
	maxCost: number | string,
	more: Partial<RunOptions> = {},
	fields: IDataObject = {},
) {
	return runOn(
		world,
		textToVideo({ prompt: '={{ $json.name }}', ...fields }, { maxCost, downloadVideo: false }),
		{ items, ...more },
	);
}
