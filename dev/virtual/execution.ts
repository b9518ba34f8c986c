import type { EntryStore } from '../../nodes/WaveSpeedVideo/base/entryStore';
import type { Lineage } from '../../nodes/WaveSpeedVideo/base/lineage';
import { createClient } from '../../nodes/WaveSpeedVideo/api/client';
import { runBatch } from '../../nodes/WaveSpeedVideo/base/runBatch';
import type { Generated } from '../../nodes/WaveSpeedVideo/generation/generate';
import { openExperience } from '../../nodes/WaveSpeedVideo/generation/follow/experience';
import { createFollower } from '../../nodes/WaveSpeedVideo/generation/follow/follower';
import { generate } from '../../nodes/WaveSpeedVideo/generation/generate';
import { LostSearch } from '../../nodes/WaveSpeedVideo/generation/acquire/findLost';
import { openLedger } from '../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import type { ProcessRecord } from '../../nodes/WaveSpeedVideo/generation/acquire/processRecord';
import { openPurchaseMemory } from '../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import { Recall } from '../../nodes/WaveSpeedVideo/generation/acquire/recall';
import type { PayOnce } from '../../nodes/WaveSpeedVideo/generation/acquire/receipts/payOnce';
import type { LostWish } from '../../nodes/WaveSpeedVideo/generation/acquire/recall';
import { Turnstile } from '../../nodes/WaveSpeedVideo/generation/acquire/turnstile';
import type { FakeService } from './fakeService';
import { lineageOf, receiptsIn } from './receipts';
import type { VirtualTime } from './virtualTime';

export const MODEL = 'openai/sora-2/text-to-video-pro';

export interface Attempt {
	service: FakeService;
	time: VirtualTime;
	/** The node's execution context: hand in the same object to run the node again. */
	store: Record<string, unknown>;
	prompts: string[];
	/** The node's run in the execution. */
	run?: number;
	/** What the items mean to buy, where that is not told by their prompts. */
	intents?: string[];
	/** What the items carry of earlier failures, when an error output loops them back. */
	earlierErrors?: Array<{ predictionId?: string; purchase?: string } | undefined>;
	lost?: LostWish;
	maxAtOnce?: number;
	timeoutMs?: number;
	fixedDelayMs?: number;
	executionId?: string;
	/** The node's static data, kept from execution to execution. */
	staticData?: Record<string, unknown>;
	/** Where receipts are kept, across processes; none without it. */
	row?: EntryStore;
	lineage?: Lineage;
	/** The account's API key, which receipts are kept by. */
	secret?: string;
	/** Of the process's chance, in [0, 1). */
	seed?: number;
	/** The user's own keys, item by item. */
	payOnce?: PayOnce[];
	/** How long it takes to make a request's body, e.g. for uploads (ms). */
	makingMs?: number;
	/** Take what an earlier execution bought of the same. */
	reuse?: boolean;
	/** What the process remembers of earlier jobs. */
	memory?: Map<string, number[]>;
	/** What the process has submitted, where several executions share it. */
	record?: ProcessRecord;
	/** Holds back what is not submitted yet once an item has failed, as without Continue On Fail. */
	stopOnFailure?: boolean;
}

/** Runs the node's generations once, as execute() does, on the fake service and virtual time. */
export async function attempt(options: Attempt): Promise<Generated[]> {
	const { service, time, store, prompts } = options;
	const maxAtOnce = options.maxAtOnce ?? 10;
	const turnstile = new Turnstile(prompts.length, maxAtOnce, time.runtime);
	const client = createClient(service.send, () => time.now());
	const executionId = options.executionId ?? '1';
	const ledger = openLedger(store, executionId, options.record?.ids);
	const lost = options.lost ?? { buyAgain: false, adopt: [] };
	const { runtime } = time;
	const memory = openPurchaseMemory(options.lineage ?? lineageOf(executionId), {
		client,
		runtime,
		receipts: receiptsIn(options.row, time, options.secret, options.seed),
		known: () => ledger.predictionIds(),
	});
	const { staticData = {}, memory: jobMemory = new Map<string, number[]>() } = options;
	const experience = openExperience(
		staticData,
		'https://service.test',
		() => runtime.random(),
		jobMemory,
	);
	const submitDeps = {
		client,
		ledger,
		turnstile,
		runtime,
		executionId,
		account: service.account,
		isRetry: options.executionId !== undefined,
		lost,
		recall: new Recall({ ledger, memory, runtime, executionId, lost }),
		record: options.record ?? { ids: new Set<string>(), underWay: new Map() },
	};
	const follower = createFollower({
		client,
		runtime: time.runtime,
		experience,
		total: prompts.length,
	});
	const deps = { ...submitDeps, follower, search: new LostSearch(submitDeps) };
	const all = runBatch(prompts.length, maxAtOnce, async (index) => {
		const prompt = prompts[index] as string;
		const generated = await generate(
			{
				place: `${options.run ?? 0}:${index}`,
				intent: options.intents?.[index] ?? prompt,
				ordered: prompt,
				payOnce: options.payOnce?.[index],
				reuse: options.reuse,
				earlierError: options.earlierErrors?.[index],
				order: { model: MODEL, inputs: { prompt, duration: 4 }, media: {} },
				label: `item ${index}`,
				makeBody: async () => {
					if (options.makingMs !== undefined) await runtime.sleep(options.makingMs);
					return { body: { prompt, duration: 4 } };
				},
			},
			{ timeoutMs: options.timeoutMs ?? 1_800_000, fixedDelayMs: options.fixedDelayMs },
			deps,
		);
		if (generated.kind === 'failed' && options.stopOnFailure) turnstile.close();
		return generated;
	});
	return await time.run(all.finally(async () => await memory.end()));
}
