import type { Failure } from '../api/failure';
import { counted } from '../base/text';
import type { Recall } from '../generation/acquire/recall';
import { intentionOf } from './makeVideo';
import type { Plan } from './plan';
import type { ItemResult } from './results';

const keyOf = ({ options }: Plan): string | undefined => options.payOnce?.key;

/**
 * Asks before anything is bought what is on record already, and fails the items of which nothing may
 * be bought.
 *
 * @param substituteOf what stands in for a plan when its model fails, if anything may
 * @param results of all items; those that fail are filled in
 */
export async function askAhead(
	plans: Plan[],
	substituteOf: (plan: Plan) => Plan | undefined,
	recall: Recall,
	results: ItemResult[],
): Promise<void> {
	for (const { plan, failure } of conflicting(plans)) {
		results[plan.itemIndex] = { kind: 'failed', failure };
	}
	await Promise.all(
		plans.map(async (plan) => {
			const { itemIndex } = plan;
			if (results[itemIndex]?.kind === 'failed') return;
			const failure = await failureAhead(plan, substituteOf(plan), recall);
			if (failure) results[itemIndex] = { kind: 'failed', failure };
		}),
	);
}

/** Why nothing may be bought for an item, if so; what is bought already is on record then. */
async function failureAhead(
	plan: Plan,
	substitute: Plan | undefined,
	recall: Recall,
): Promise<Failure | undefined> {
	const own = await recall.ahead(intentionOf(plan));
	if (own.kind === 'onRecord') return undefined;
	// An earlier execution may have bought what stands in for it: that is the item's video.
	const instead = substitute && (await recall.ahead(intentionOf(substitute)));
	if (instead?.kind === 'onRecord') return undefined;
	const mayBeBought = instead?.kind === 'failed' && instead.failure.code !== 'pay_once_changed';
	if (own.kind === 'new') return mayBeBought ? instead.failure : undefined;
	// What may be bought or not is looked for once more when its turn comes.
	return own.failure.spent === 'no' ? own.failure : undefined;
}

/** Items that share a Pay Once Key and ask for different things: nobody knows which is meant. */
function conflicting(plans: Plan[]): Array<{ plan: Plan; failure: Failure }> {
	const byKey = new Map<string, Plan[]>();
	for (const plan of plans) {
		const key = keyOf(plan);
		if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), plan]);
	}
	return [...byKey].flatMap(([key, sharing]) => {
		const asked = new Set(sharing.map(({ wanted }) => wanted.ordered));
		const mayDiffer = sharing.every(({ options }) => options.payOnce?.changed === 'buyAnew');
		if (asked.size === 1 || mayDiffer) return [];
		return sharing.map((plan) => ({ plan, failure: conflict(key, sharing, plan) }));
	});
}

function conflict(key: string, sharing: Plan[], { model }: Plan): Failure {
	const named = sharing.slice(0, 10).map(({ itemIndex }) => itemIndex);
	const more = sharing.length > named.length ? ' and more' : '';
	return {
		code: 'pay_once_changed',
		message: `${counted(sharing.length, 'item')} of this run (${named.join(', ')}${more}) have the same Pay Once Key ${JSON.stringify(key.slice(0, 200))} and different inputs`,
		spent: 'no',
		lasting: false,
		model: model.id,
		advice:
			'Nothing is bought for them. Give each item a key of its own; is the option an expression? Items with the same key and the same inputs share one video.',
	};
}
