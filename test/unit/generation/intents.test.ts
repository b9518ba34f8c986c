import { openLedger } from '../../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import type { Generated } from '../../../nodes/WaveSpeedVideo/generation/generate';
import { copyOf, errorOf, idsOf, INTENTS, setUp } from './intentRuns';

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
