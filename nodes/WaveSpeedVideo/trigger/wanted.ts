import type { Prediction } from '../api/schemas';
import { ParameterError } from '../base/parameterError';
import type { PanelHost } from '../base/host';
import { shown } from '../base/shown';
import { readOutcome } from '../api/outcome';

/** Which ends of a prediction start the workflow. */
export type TriggerEvent = 'completed' | 'failed' | 'finished';

const EVENTS: readonly unknown[] = ['completed', 'failed', 'finished'] satisfies TriggerEvent[];

/** What the workflow is to be started with. */
export interface Wish {
	event: TriggerEvent;
	/** Models; none for any. */
	models: string[];
}

/** @throws ParameterError that says what was given and what is allowed */
export function readWish(host: Pick<PanelHost, 'parameter'>, itemIndex = 0): Wish {
	const event = host.parameter('event', itemIndex, 'completed');
	if (!EVENTS.includes(event)) {
		throw new ParameterError(
			`Event must be completed, failed or finished (given: ${shown(event)})`,
		);
	}
	const { model } = host.parameter('filters', itemIndex, {}) as Record<string, unknown>;
	const models = String(model ?? '')
		.slice(0, 10_000)
		.split(',')
		.map((name) => name.trim().toLowerCase())
		.filter((name) => name !== '');
	return { event: event as TriggerEvent, models };
}

/** Whether a finished prediction is what the workflow waits for. Deleted ones are nothing to anybody. */
export function isWanted(prediction: Prediction, { event, models }: Wish): boolean {
	if (models.length > 0 && !models.includes(prediction.model.toLowerCase())) return false;
	const outcome = readOutcome(prediction);
	if (outcome.kind === 'running') return false;
	if (outcome.kind === 'completed') return event !== 'failed';
	return event !== 'completed' && outcome.failure.code !== 'prediction_deleted';
}
