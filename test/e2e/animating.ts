import type { NodeParameterValueType } from 'n8n-workflow';

import type { Execution } from '../../dev/n8n';
import type { World } from '../../dev/world/world';
import { GENERATE, generating } from '../../dev/world/workflows';

/** The node on Image to Video Pro. */
export const animating = (
	parameters: Record<string, NodeParameterValueType> = {},
	onError?: Parameters<typeof generating>[1],
) =>
	generating(
		{
			operation: 'imageToVideoPro',
			prompt: 'The boat drifts away',
			resolution: '720p',
			duration: 4,
			imageSource: 'binary',
			...parameters,
		},
		onError,
	);

/** SHA-256 of the pictures that the billed generations were given. */
export const usedPictures = (world: World): Promise<Array<string | undefined>> =>
	Promise.all(world.simulator.billed.map(({ inputs }) => world.cdnHash(inputs['image'])));

/** What the node's last run hints at. */
export const hintsOf = (execution: Execution): string[] =>
	(execution.runs(GENERATE).at(-1)?.hints ?? []).map(({ message }) => message);

/** The hint on a picture of another shape than the frame. */
export const notSixteenToNine = expect.stringMatching(/neither 16:9 nor 9:16/);
