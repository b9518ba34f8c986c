import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import { runBatch } from '../../../nodes/WaveSpeedVideo/base/batch';
import type { Generated } from '../../../nodes/WaveSpeedVideo/generation/generate';
import { openExperience } from '../../../nodes/WaveSpeedVideo/generation/follow/experience';
import { generate } from '../../../nodes/WaveSpeedVideo/generation/generate';
import { openLedger } from '../../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import { Turnstile } from '../../../nodes/WaveSpeedVideo/generation/acquire/turnstile';
import type { FakeService } from './fakeService';
import type { VirtualTime } from './virtualTime';

export const MODEL = 'openai/sora-2/text-to-video-pro';

export interface Attempt {
	service: FakeService;
	time: VirtualTime;
	/** The node's execution context: hand in the same object to run the node again. */
	store: Record<string, unknown>;
	prompts: string[];
	maxAtOnce?: number;
	timeoutMs?: number;
	executionId?: string;
	/** The node's static data, kept from execution to execution. */
	staticData?: Record<string, unknown>;
	/** Holds back what is not submitted yet once an item has failed, as without Continue On Fail. */
	stopOnFailure?: boolean;
}

/** Runs the node's generations once, as execute() does, on the fake service and virtual time. */
export async function attempt(options: Attempt): Promise<Generated[]> {
	const { service, time, store, prompts } = options;
	const maxAtOnce = options.maxAtOnce ?? 10;
	const turnstile = new Turnstile(maxAtOnce, time.runtime);
	const deps = {
		client: createClient(service.send, () => time.now()),
		ledger: openLedger(store),
		turnstile,
		runtime: time.runtime,
		experience: openExperience(options.staticData ?? {}),
		executionId: options.executionId ?? '1',
	};
	const all = runBatch(prompts.length, maxAtOnce, async (index) => {
		const prompt = prompts[index] as string;
		const generated = await generate(
			{
				key: `0:${index}:${prompt}`,
				model: MODEL,
				kind: MODEL,
				makeBody: async () => ({ body: { prompt, duration: 4 } }),
				wait: { timeoutMs: options.timeoutMs ?? 1_800_000 },
			},
			deps,
		);
		if (generated.kind === 'failed' && options.stopOnFailure) turnstile.close();
		return generated;
	});
	return await time.run(all);
}
