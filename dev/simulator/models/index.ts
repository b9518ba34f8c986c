import { finishingModels } from './finishing';
import type { Model } from './model';
import { pictureModels } from './pictures';
import { seedanceModels } from './seedance';
import { sora2Models } from './sora2';
import { textModels } from './texts';

export type { Inputs, Model } from './model';

/**
 * The models that the simulator serves, written down from their pages and not from the node's code:
 * tests compare both. How a frame is chosen where no size is asked for is not documented: here it
 * lies or stands as the picture does.
 */
export const models: Model[] = [
	...sora2Models,
	...seedanceModels,
	...finishingModels,
	...pictureModels,
	...textModels,
];
