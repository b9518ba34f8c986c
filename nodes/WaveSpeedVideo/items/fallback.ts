import type { Host } from '../base/host';
import type { Failure, FailureCode } from '../api/failure';
import { translate } from '../models/translateToSeedance';
import type { Plan } from './plan';
import { orderOf, wantedOf } from './plan';

/** Failures that are the model's, not the request's: nothing was bought, or it is refunded. */
const MODELS_FAULT = new Set<FailureCode>([
	'model_not_found',
	'provider_unavailable',
	'generation_failed',
]);

/** Whether another model may be tried for a failed item, so that never both are paid. */
export function mayFallBack({ code, spent }: Failure): boolean {
	return MODELS_FAULT.has(code) && (spent === 'no' || spent === 'refunded');
}

/** The plan with Seedance 2.0 in place of Sora 2 Pro, if the user wants it and it is possible. */
export function planFallback(host: Host, plan: Plan): Plan | undefined {
	const translation = plan.options.fallBack ? translate(plan.model, plan.inputs) : undefined;
	if (!translation) return undefined;
	const { model, inputs, changes } = translation;
	const substitution = {
		from: plan.model.id,
		to: model.id,
		reason: `${plan.model.name} failed in an earlier try`,
		changes,
	};
	const substitute = { ...plan, model, inputs, price: model.price(inputs), substitution };
	const wanted = wantedOf(host, plan.itemIndex, plan.names, orderOf(substitute));
	return { ...substitute, wanted, wish: plan.wanted.ordered };
}

/** The plan with the reason why it stands in. */
export function because(plan: Plan, failure: Failure): Plan {
	const { substitution } = plan;
	return substitution
		? { ...plan, substitution: { ...substitution, reason: failure.message } }
		: plan;
}

/** A substitute's failure, with what it stood in for and why. */
export function afterFallback({ substitution }: Plan, failure: Failure): Failure {
	if (!substitution) return failure;
	const { from, to, reason } = substitution;
	const advice = `${to} stood in for ${from} (${reason}). ${failure.advice}`;
	return { ...failure, advice };
}
