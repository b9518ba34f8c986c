import { ParameterError } from '../base/parameterError';
import type { VideoModel } from './model';

/** The models that an operation offers. */
export interface ModelChoice {
	/** The node parameter of the field Model; lists that differ have names of their own. */
	parameter: string;
	models: readonly VideoModel[];
	/** What a new node buys. Named, so that no addition to the list changes it. */
	preset: VideoModel;
}

/** @throws ParameterError for a model that the operation does not have */
export function chosenModel({ models, preset }: ModelChoice, chosen: unknown): VideoModel {
	const family = chosen === '' || chosen === undefined ? preset.family : chosen;
	const model = models.find((one) => one.family === family || one.id === family);
	if (!model) throw new ParameterError(`Model "${String(chosen)}" is not known to this operation`);
	return model;
}
