import type { IDataObject } from 'n8n-workflow';

import type { Rule } from '../../../dev/simulator';
import type { World } from './onSimulator';
import { textToVideo } from './parameters';
import { runOn } from './runOn';
import type { RunOptions, WorkflowRun } from './runWorkflow';

let keys = 0;

/** A Pay Once Key of a test's own: the process remembers keys. */
export const newKey = () => `row ${keys++}`;

/** Option Pay Once Key by the items' field `key`. */
export const byKey = { payOnceKey: '={{ $json.key }}' };

/** A run of the node with each item's `prompt`, without downloads. */
export const run = (
	world: World,
	items: IDataObject[],
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
): Promise<WorkflowRun> =>
	runOn(
		world,
		textToVideo({ prompt: '={{ $json.prompt }}' }, { downloadVideo: false, ...options }),
		{ items: items.map((json) => ({ json })), ...more },
	);

export const ids = ({ output }: WorkflowRun) => output.map(({ json }) => json.id);

/** All that a run tells in its hints. */
export const hintsOf = ({ hints }: WorkflowRun) => hints.map(({ message }) => message).join('\n');

/** Sora's next submission is refused as one to a model that is down. */
export const soraIsDown: Rule = {
	on: 'submit',
	fault: { kind: 'status', status: 503, body: { code: 5003, message: 'unavailable' } },
	matching: ({ path }) => path.includes('sora'),
	times: 1,
};
