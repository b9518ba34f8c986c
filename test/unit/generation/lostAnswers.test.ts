import type { Fault } from '../../../dev/virtual/fakeService';
import { setUp } from './executionRuns';

describe('a submission whose answer is lost', () => {
	it.each<Fault>(['lostAfter', 'serverErrorAfter', 'noIdAfter'])(
		'is found among the recent predictions and followed (%s)',
		async (fault) => {
			const { service, run } = setUp();
			service.submitFaults = [fault];
			expect(await run(['a'])).toMatchObject([{ kind: 'completed', prediction: { id: 'job0' } }]);
			expect(service.billed).toHaveLength(1);
		},
	);

	it.each<Fault>(['lostBefore', 'serverErrorBefore', 'malformed'])(
		'is an error that says that money may be spent when no job is found (%s)',
		async (fault) => {
			const { service, run } = setUp();
			service.submitFaults = [fault];
			expect(await run(['a'])).toMatchObject([
				{ kind: 'failed', failure: { code: 'submission_unknown', spent: 'maybe' } },
			]);
			expect(service.count('text-to-video-pro')).toBe(1);
		},
	);

	it('is not sent again by a retry either, but looked for again', async () => {
		const { service, run } = setUp();
		service.submitFaults = ['lostAfter'];
		service.listFaults = ['serverErrorBefore', 'serverErrorBefore', 'serverErrorBefore'];
		expect(await run(['a'])).toMatchObject([{ kind: 'failed' }]);
		expect(await run(['a'])).toMatchObject([{ kind: 'completed', prediction: { id: 'job0' } }]);
		expect(service.billed).toHaveLength(1);
	});

	it('is not guessed when several answers were lost and the list gives no inputs', async () => {
		const { service, run } = setUp();
		service.listInputs = 'ignored';
		service.submitFaults = ['lostAfter', 'lostBefore'];
		const results = await run(['a', 'b']);
		expect(results).toMatchObject([{ kind: 'failed' }, { kind: 'failed' }]);
	});

	it('is not bought by a retry before the list can be sure to have it, however empty it is', async () => {
		const { service, run, time } = setUp();
		service.submitFaults = ['lostAfter'];
		service.listing = { kind: 'lagging', byMs: 100_000 };
		expect(await run(['a'])).toMatchObject([{ kind: 'failed' }]);
		expect(await run(['a'], { executionId: '2' })).toMatchObject([
			{ kind: 'failed', failure: { code: 'submission_unknown', spent: 'maybe' } },
		]);
		expect(service.billed).toHaveLength(1);
		await time.run(time.pass(120_000));
		expect(await run(['a'], { executionId: '3' })).toMatchObject([
			{ kind: 'completed', prediction: { id: 'job0' } },
		]);
		expect(service.billed).toHaveLength(1);
	});

	it('is bought again by a person’s retry only, however long the list has proved that nothing was bought', async () => {
		const { service, run, time } = setUp();
		service.submitFaults = ['lostBefore'];
		await run(['a']);
		await time.run(time.pass(300_000));

		// Retry On Fail: the same execution.
		expect(await run(['a'])).toMatchObject([{ failure: { code: 'submission_unknown' } }]);
		expect(service.count('text-to-video-pro')).toBe(1);
		expect(await run(['a'], { executionId: '2' })).toMatchObject([{ kind: 'completed' }]);
		expect(service.billed).toHaveLength(1);
	});

	it('is not bought again by a retry while the list has a job that it may be', async () => {
		const { service, run, time } = setUp();
		service.listInputs = 'ignored';
		service.submitFaults = ['lostAfter'];
		await run(['a']);
		await time.run(time.pass(300_000));

		const [retried] = await run(['a'], { executionId: '2' });

		expect(retried).toMatchObject({ failure: { code: 'submission_unknown' } });
		expect(JSON.stringify(retried)).toContain('job0');
		expect(service.billed).toHaveLength(1);
	});

	it('that a person has named is given to one item only', async () => {
		const { service, run } = setUp();
		service.listInputs = 'ignored';
		service.submitFaults = ['lostAfter', 'lostAfter'];
		await run(['a', 'b']);

		const lost = { buyAgain: false, adopt: ['job0'] };
		const retried = await run(['a', 'b'], { executionId: '2', lost });

		expect(retried.map(({ kind }) => kind).sort()).toEqual(['completed', 'failed']);
		expect(service.billed).toHaveLength(2);
	});

	it('is not taken for one of equal inputs that has failed before, for another item', async () => {
		const { service, run } = setUp();
		service.jobEnd = (index) => (index === 0 ? 'moderated' : 'completed');
		expect(await run(['same'])).toMatchObject([{ failure: { code: 'moderation' } }]);
		// The list shows new jobs late.
		service.submitFaults = ['lostAfter'];
		service.listing = { kind: 'lagging', byMs: 40_000 };
		const [first, second] = await run(['same', 'same']);
		expect(first).toMatchObject({ failure: { code: 'moderation' } });
		expect(second).toMatchObject({ failure: { code: 'submission_unknown', spent: 'maybe' } });
		expect(service.billed).toHaveLength(2);
	});

	it('is not taken for an equal one that another execution of the process is submitting', async () => {
		const { service, time, run } = setUp();
		const record = { ids: new Set<string>(), underWay: new Map<Promise<unknown>, string>() };
		// The service has the first job at once, and its answer comes half a minute later.
		const { send } = service;
		let isFirst = true;
		const sendSlowly: typeof send = async (request) => {
			const isLate = isFirst;
			isFirst = false;
			const answer = await send(request);
			if (isLate) await time.runtime.sleep(30_000);
			return answer;
		};
		Object.assign(service, { send: sendSlowly });
		service.submitFaults = ['none', 'lostBefore'];
		const [[first] = [], [second] = []] = await Promise.all([
			run(['same'], { store: {}, record, executionId: '1' }),
			time.pass(2_000).then(async () => await run(['same'], { store: {}, record })),
		]);
		expect(first).toMatchObject({ kind: 'completed', prediction: { id: 'job0' } });
		expect(second).toMatchObject({ kind: 'failed', failure: { code: 'submission_unknown' } });
		expect(service.billed).toHaveLength(1);
	});

	it('is found behind 250 later jobs of the same account, page by page', async () => {
		const { service, time, run } = setUp();
		service.submitFaults = ['lostAfter'];
		const others = Array.from({ length: 250 }, (_, n) => `other ${n}`);
		const elsewhere = time.pass(400).then(() => {
			for (const [n, prompt] of others.entries()) {
				const body = { prompt, duration: 4 };
				const [job] = service.billed;
				if (job) service.billed.push({ ...job, id: `other${n}`, body, createdAt: time.now() });
			}
		});
		const [result] = await run(['a']);
		await elsewhere;
		expect(result).toMatchObject({ kind: 'completed', prediction: { id: 'job0' } });
		expect(service.billed).toHaveLength(251);
	});

	it.each<[Fault, number]>([
		['serverErrorBefore', 0],
		['serverErrorAfter', 100],
	])(
		'is looked for together with all that were lost at the same time: a hundred of them (%s) end within two minutes',
		async (fault, accepted) => {
			const { service, time, run } = setUp();
			service.submitFaults = Array<Fault>(100).fill(fault);
			const from = time.now();
			const prompts = Array.from({ length: 100 }, (_, n) => `prompt ${n}`);
			const results = await run(prompts, { maxAtOnce: 100 });
			expect(time.now() - from).toBeLessThan(120_000);
			expect(service.count('/predictions') - service.count('/result')).toBeLessThanOrEqual(20);
			expect(service.count('text-to-video-pro')).toBe(100);
			expect(service.billed).toHaveLength(accepted);
			for (const [n, result] of results.entries()) {
				expect(result).toMatchObject(
					accepted > 0
						? { kind: 'completed', prediction: { id: service.billed[n]?.id } }
						: { kind: 'failed', failure: { code: 'submission_unknown', spent: 'maybe' } },
				);
			}
		},
	);

	it('is told from the jobs of other items by its inputs', async () => {
		const { service, run } = setUp();
		service.submitFaults = ['lostAfter', 'lostAfter', 'none'];
		const results = await run(['a', 'b', 'c']);
		expect(results.map((one) => ('prediction' in one ? one.prediction.id : one))).toEqual([
			'job0',
			'job1',
			'job2',
		]);
		expect(service.billed).toHaveLength(3);
	});
});

it('an answer that names another item’s prediction gives nobody that video: each item gets its own', async () => {
	const { service, run } = setUp();
	service.submitFaults = ['none', 'anothersIdAfter'];
	const results = await run(['a', 'b', 'c'], { maxAtOnce: 1 });
	expect(results.map((one) => ('prediction' in one ? one.prediction.id : one))).toEqual([
		'job0',
		'job1',
		'job2',
	]);
	expect(service.billed).toHaveLength(3);
});

it('a lost job that another model answered is named in the error', async () => {
	const { service, run } = setUp();
	service.submitFaults = ['lostAfter'];
	service.answeredBy = 'some/other-model';
	expect(await run(['a'])).toMatchObject([
		{
			kind: 'failed',
			failure: {
				code: 'submission_unknown',
				advice: expect.stringContaining('job0 (some/other-model)'),
			},
		},
	]);
	expect(service.billed).toHaveLength(1);
});
