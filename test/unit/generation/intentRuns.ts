import type { Generated } from '../../../nodes/WaveSpeedVideo/generation/generate';
import { attempt } from '../../../dev/virtual/execution';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

/** A prompt whose expression gives something else at each try, and always means the same. */
export const INTENTS = ['a boat', 'a cat', 'the rain'];

/** A service, and runs of the node for the three intents. */
export function setUp() {
	const time = new VirtualTime();
	const service = new FakeService(time);
	let tries = 0;
	const evaluated = () => INTENTS.map((intent) => `${intent} #${++tries}`);
	const run = async (store: Record<string, unknown>, options = {}) =>
		await attempt({ service, time, store, prompts: evaluated(), intents: INTENTS, ...options });
	return { time, service, run };
}

/** What a loop's error branch says of a result. */
export const errorOf = (result: Generated | undefined) => {
	if (result?.kind === 'failed') return result.failure;
	return result?.kind === 'timeout' ? { predictionId: result.prediction.id } : undefined;
};

export const idsOf = (results: Generated[]) =>
	results.map((one) => ('prediction' in one ? one.prediction.id : undefined));

export const copyOf = (store: object): Record<string, unknown> => structuredClone(store) as never;
