import type { IDataObject } from 'n8n-workflow';

import type { World } from './onSimulator';
import { runOn } from './runOn';
import type { RunOptions } from './runWorkflow';
import { grouped } from '../../../dev/n8n';

/** A run of the operation Get for one ID or several, an item each. */
export function get(
	world: World,
	predictionId: unknown,
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) {
	return runOn(
		world,
		{
			operation: 'get',
			simplify: false,
			predictionId: '={{ $json.id }}',
			...grouped({ pollInterval: 1, ...options }),
		},
		{ items: [predictionId].flat().map((id) => ({ json: { id } as IDataObject })), ...more },
	);
}

/** Failures become error rows. */
export const rows = { settings: { onError: 'continueErrorOutput' as const } };
