import fc from 'fast-check';
import { openLedger } from '../../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import type { Generated } from '../../../nodes/WaveSpeedVideo/generation/generate';
import { attempt } from '../../../dev/virtual/execution';
import type { Fault, JobEnd } from '../../../dev/virtual/fakeService';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { runs } from '../support/runs';

/** A prompt whose expression gives something else at each try, and always means the same. */
const INTENTS = ['a boat', 'a cat', 'the rain'];

function setUp() {
	const time = new VirtualTime();
	const service = new FakeService(time);
	let tries = 0;
	const evaluated = () => INTENTS.map((intent) => `${intent} #${++tries}`);
	const run = async (store: Record<string, unknown>, options = {}) =>
		await attempt({ service, time, store, prompts: evaluated(), intents: INTENTS, ...options });
	return { time, service, run };
}

const copyOf = (store: object): Record<string, unknown> => structuredClone(store) as never;

const errorOf = (result: Generated | undefined) => {
	if (result?.kind === 'failed') return result.failure;
	return result?.kind === 'timeout' ? { predictionId: result.prediction.id } : undefined;
};

const idsOf = (results: Generated[]) =>
	results.map((one) => ('prediction' in one ? one.prediction.id : undefined));

describe('an item whose expressions give something else at each try', () => {
	it('is one purchase under Retry On Fail, with the inputs it was first bought with', async () => {
		const { service, run } = setUp();
		const store = {};
		service.jobMs = 100_000;
		const first = await run(store, { timeoutMs: 10_000 });
		const second = await run(store);
		expect(service.billed).toHaveLength(3);
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(second[0]).toMatchObject({ order: { inputs: { prompt: 'a boat #1' } } });
	});

	it('is one purchase in a retry from the editor', async () => {
		const { service, run } = setUp();
		const store = {};
		const first = await run(store);
		const second = await run(copyOf(store), { executionId: '2' });
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(service.billed).toHaveLength(3);
	});

	it('is bought with its new inputs when what was bought first failed and is refunded', async () => {
		const { service, run } = setUp();
		service.jobEnd = (index) => (index < 3 ? 'failed' : 'completed');
		const store = {};
		await run(store);
		const [again] = await run(store);
		expect(again).toMatchObject({ kind: 'completed', order: { inputs: { prompt: 'a boat #4' } } });
	});
});

describe('one failed execution that is retried twice', () => {
	const failedOnce = async () => {
		const world = setUp();
		world.service.submitFaults = ['badRequest', 'none', 'none'];
		const store = {};
		await world.run(store);
		return { ...world, failed: store };
	};

	it('buys what is missing once, one retry after the other', async () => {
		const { service, run, failed } = await failedOnce();
		const first = await run(copyOf(failed), { executionId: '2' });
		const second = await run(copyOf(failed), { executionId: '3' });
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(service.billed).toHaveLength(3);
	});

	it('buys what is missing once, both at the same time', async () => {
		const { service, run, failed } = await failedOnce();
		const [first = [], second = []] = await Promise.all([
			run(copyOf(failed), { executionId: '2' }),
			run(copyOf(failed), { executionId: '3' }),
		]);
		expect(first.map(({ kind }) => kind)).toEqual(['completed', 'completed', 'completed']);
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(service.billed).toHaveLength(3);
	});
});

describe('one failed execution that is retried twice under a rate limit', () => {
	it('buys what is missing once: a refusal that one retry gets is no lost answer to the other', async () => {
		const { service, run } = setUp();
		service.submitFaults = ['badRequest'];
		const failed = {};
		await run(failed);
		const once = { intents: INTENTS };
		service.submitFaults = ['rateLimited', 'rateLimited', 'none'];
		const [first = [], second = []] = await Promise.all([
			run(copyOf(failed), { ...once, executionId: '2' }),
			run(copyOf(failed), { ...once, executionId: '3' }),
		]);
		expect(first.map(({ kind }) => kind)).toEqual(['completed', 'completed', 'completed']);
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(service.billed).toHaveLength(3);
	});

	it('also where nothing of the item was known before', async () => {
		const { service, run } = setUp();
		const failed = {};
		openLedger(failed, '1');
		service.submitFaults = ['rateLimited', 'rateLimited', 'rateLimited', 'none'];
		const [first = [], second = []] = await Promise.all([
			run(copyOf(failed), { executionId: '2' }),
			run(copyOf(failed), { executionId: '3' }),
		]);
		expect(first.map(({ kind }) => kind)).toEqual(['completed', 'completed', 'completed']);
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(service.billed).toHaveLength(3);
	});
});

it('a submission whose answer was lost is not made again by the list of another account', async () => {
	const { service, time, run } = setUp();
	service.submitFaults = ['lostAfter'];
	service.listFaults = ['serverErrorBefore', 'serverErrorBefore', 'serverErrorBefore'];
	const store = {};
	const once = { prompts: ['a boat'], intents: ['boat'] };
	await run(store, once);
	await time.run(time.pass(600_000));
	service.account = 'second';
	const [other] = await run(copyOf(store), { ...once, executionId: '2' });
	expect(other).toMatchObject({
		kind: 'failed',
		failure: { spent: 'maybe', advice: expect.stringContaining('another credential') },
	});
	expect(service.billed).toHaveLength(1);
	service.account = 'first';
	const [same] = await run(copyOf(store), { ...once, executionId: '3' });
	expect(same).toMatchObject({ kind: 'completed', prediction: { id: 'job0' } });
});

describe('in a later run of the same execution', () => {
	const prompts = ['a boat'];
	const once = { prompts, intents: ['boat'] };

	it('an undelivered video is taken up by the same intent with the same inputs', async () => {
		const { service, run } = setUp();
		service.jobMs = 100_000;
		const store = {};
		const [first] = await run(store, { ...once, timeoutMs: 10_000 });
		const [second] = await run(store, { ...once, run: 1 });
		expect(second).toMatchObject({ kind: 'completed' });
		expect(idsOf([second as Generated])).toEqual(idsOf([first as Generated]));
		expect(service.billed).toHaveLength(1);
	});

	it('an undelivered video is taken up when the item names it, whatever it asks for now', async () => {
		const { service, run } = setUp();
		service.jobMs = 100_000;
		const store = {};
		const [first] = await run(store, { ...once, timeoutMs: 10_000 });
		const named = { run: 1, prompts: ['else'], intents: ['else'], earlierErrors: [errorOf(first)] };
		expect(await run(store, named)).toMatchObject([
			{ kind: 'completed', prediction: { id: 'job0' }, order: { inputs: { prompt: 'a boat' } } },
		]);
		// And again by Retry On Fail of that run.
		expect(await run(store, named)).toMatchObject([{ prediction: { id: 'job0' } }]);
		expect(service.billed).toHaveLength(1);
	});

	it('a delivered video stays one purchase, and the same prompt is a new one', async () => {
		const { service, run } = setUp();
		const store = {};
		await run(store, once);
		const ledger = openLedger(store, '1');
		ledger.markDelivered(ledger.all().map(({ key }) => key));
		const [second] = await run(store, { ...once, run: 1 });
		expect(second).toMatchObject({ prediction: { id: 'job1' } });
		expect(service.billed).toHaveLength(2);
	});

	it('a person’s retry takes up no undelivered video of an earlier round that was of other inputs', async () => {
		const { service, run } = setUp();
		service.jobMs = 100_000;
		const store = {};
		const item = { intents: ['the same item and parameters'] };
		await run(store, { ...item, prompts: ['a cat'], timeoutMs: 10_000 });
		const [second] = await run(copyOf(store), {
			...item,
			prompts: ['a dog'],
			run: 1,
			executionId: '2',
		});
		expect(second).toMatchObject({ order: { inputs: { prompt: 'a dog' } } });
	});

	it('a submission of unknown fate is not made again for the item that its error has looped back, whatever the item looks like now', async () => {
		const { service, run } = setUp();
		service.submitFaults = ['lostAfter'];
		service.listInputs = 'ignored';
		const store = {};
		const [first] = await run(store, once);
		const looped = { prompts: ['a boat #2'], intents: ['the error row'], run: 1 };
		const [second] = await run(store, { ...looped, earlierErrors: [errorOf(first)] });
		expect(second).toMatchObject({ kind: 'failed', failure: { code: 'submission_unknown' } });
		expect(service.billed).toHaveLength(1);
	});

	it('two items that are taken up take one video each', async () => {
		const { service, run } = setUp();
		service.jobMs = 100_000;
		const two = { prompts: ['same', 'same'], intents: ['same', 'same'] };
		const store = {};
		const first = await run(store, { ...two, timeoutMs: 10_000 });
		const second = await run(store, { ...two, run: 1 });
		expect(new Set(idsOf(second))).toEqual(new Set(idsOf(first)));
		expect(new Set(idsOf(second)).size).toBe(2);
		expect(service.billed).toHaveLength(2);
	});
});

const FAULTS: Fault[] = [
	'none',
	'none',
	'refusedConnection',
	'rateLimited',
	'badRequest',
	'lostBefore',
	'lostAfter',
	'serverErrorAfter',
	'noIdAfter',
	'anothersIdAfter',
];
const READ_FAULTS: Fault[] = ['none', 'none', 'lostBefore', 'serverErrorBefore', 'malformed'];
const ENDS: JobEnd[] = ['completed', 'completed', 'failed', 'moderated', 'stuck'];
const REFUNDED = new Set<JobEnd>(['failed', 'moderated']);

/** How the node comes to run again. */
const again = fc.record({
	how: fc.constantFrom('retryOnFail', 'editor', 'loop'),
	/** Which earlier try an editor retry starts from. */
	of: fc.nat(),
	timeoutSeconds: fc.constantFrom(5, 60, 1800),
	/** Whether what the try before has finished left the node by its success output. */
	delivered: fc.boolean(),
	/** Whose key the credential has now. */
	account: fc.constantFrom('first', 'first', 'second'),
});

it('no way of running the node again, with whatever credential, buys an item twice that is not delivered', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom(...FAULTS), { maxLength: 12 }),
			fc.array(fc.constantFrom(...READ_FAULTS), { maxLength: 20 }),
			fc.array(fc.constantFrom(...READ_FAULTS), { maxLength: 6 }),
			fc.array(fc.constantFrom(...ENDS), { minLength: 1, maxLength: 8 }),
			fc.array(again, { minLength: 1, maxLength: 5 }),
			fc.constantFrom('given' as const, 'ignored' as const),
			async (submitFaults, pollFaults, listFaults, ends, tries, listInputs) => {
				const { service, run } = setUp();
				Object.assign(service, {
					submitFaults: [...submitFaults],
					pollFaults: [...pollFaults],
					listFaults: [...listFaults],
					listInputs,
					jobMs: 30_000,
				});
				service.jobEnd = (index) => ends[index % ends.length] as JobEnd;

				const snapshots: Array<{ store: Record<string, unknown>; run: number }> = [];
				let store: Record<string, unknown> = {};
				let runIndex = 0;
				let executionId: string | undefined;
				let last: Generated[] = await run(store, { timeoutMs: 10_000 });
				const handedOn = new Set<string>();
				for (const [index, one] of tries.entries()) {
					const { how, of, timeoutSeconds, delivered, account } = one;
					service.account = account;
					if (delivered) {
						const finished = last.flatMap((result) =>
							result.kind === 'completed' ? [result] : [],
						);
						openLedger(store, executionId ?? '1').markDelivered(finished.map(({ key }) => key));
						for (const { prediction } of finished) handedOn.add(prediction.id);
					}
					if (how === 'editor') {
						// The execution ended with an error; a person retries it, or an earlier one.
						snapshots.push({ store: copyOf(store), run: runIndex });
						const from = snapshots[of % snapshots.length] as (typeof snapshots)[number];
						[store, runIndex] = [copyOf(from.store), from.run];
						executionId = `retry ${index}`;
					}
					if (how === 'loop') runIndex++;
					const earlierErrors = how === 'loop' ? last.map(errorOf) : undefined;
					// What was delivered comes round as a new item; a download that failed names its video.
					const completed =
						how === 'loop'
							? idsOf(last).map((id) => (id !== undefined && handedOn.has(id) ? undefined : id))
							: [];
					last = await run(store, {
						run: runIndex,
						executionId,
						timeoutMs: timeoutSeconds * 1000,
						earlierErrors: earlierErrors?.map(
							(error, item) =>
								error ?? (completed[item] ? { predictionId: completed[item] } : undefined),
						),
					});
					const ids = idsOf(last).filter((id) => id !== undefined);
					expect(new Set(ids).size).toBe(ids.length);
				}
				for (const intent of INTENTS) {
					const paid = service.billed.filter(
						({ id, body, end }) =>
							String(body.prompt).startsWith(intent) && !REFUNDED.has(end) && !handedOn.has(id),
					);
					expect(paid.length).toBeLessThanOrEqual(1);
				}
			},
		),
		{ numRuns: runs(150) },
	);
});
