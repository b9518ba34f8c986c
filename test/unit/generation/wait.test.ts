import { attempt } from '../../../dev/virtual/execution';
import type { Fault, JobEnd } from '../../../dev/virtual/fakeService';
import { FakeService } from '../../../dev/virtual/fakeService';
import { followAll } from '../../../dev/virtual/following';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

async function wait(set: Partial<FakeService>, timeoutMs?: number) {
	const time = new VirtualTime();
	const service = Object.assign(new FakeService(time), set);
	const started = time.now();
	const [result] = await attempt({ service, time, store: {}, prompts: ['a'], timeoutMs });
	return { result, service, time, seconds: (time.now() - started) / 1000 };
}

const of = (fault: Fault, count: number) => Array<Fault>(count).fill(fault);

describe('waiting for a job', () => {
	it('goes on while the status is one it does not know', async () => {
		const { result, seconds } = await wait({ jobEnd: () => 'queued' as 'stuck', jobMs: 1 }, 90_000);
		expect(result).toMatchObject({ kind: 'timeout', prediction: { status: 'queued' } });
		expect(seconds).toBeLessThan(92);
	});

	it('looks once more at the deadline', async () => {
		const { result } = await wait({ jobMs: 29_900 }, 30_000);
		expect(result).toMatchObject({ kind: 'completed' });
	});

	it('of a batch ends for each item at its deadline, with a look of its own', async () => {
		const batch = await followAll({ count: 20, timeoutMs: 60_000, set: { jobMs: 90_000 } });
		expect(batch.followed.map(({ result }) => result.kind)).toEqual(of('timeout' as Fault, 20));
		expect(batch.seconds).toBeGreaterThanOrEqual(60);
		expect(batch.seconds).toBeLessThan(61.5);
		const lateLooks = batch.service.requests.filter(
			({ path, at }) => path.endsWith('/result') && at >= batch.time.now() - 1_000,
		);
		expect(lateLooks).toHaveLength(20);
	});

	it.each<JobEnd>(['cancelled', 'failed', 'moderated'])('ends when the job is %s', async (end) => {
		const { result } = await wait({ jobEnd: () => end });
		expect(result).toMatchObject({ kind: 'failed', failure: { predictionId: 'job0' } });
	});

	it('takes up a job of long ago with a look at once', async () => {
		const time = new VirtualTime();
		const service = Object.assign(new FakeService(time), { jobMs: 100_000 });
		const store = {};
		await attempt({ service, time, store, prompts: ['a'], timeoutMs: 30_000 });
		await time.run(time.pass(600_000));
		const resumed = time.now();
		await attempt({ service, time, store, prompts: ['a'] });
		expect(time.now() - resumed).toBeLessThan(1_000);
	});
});

describe('patience', () => {
	it.each<Fault>(['serverErrorBefore', 'lostBefore', 'malformed', 'rateLimited'])(
		'an outage may last as long as the Timeout allows (%s)',
		async (fault) => {
			const { result, service } = await wait({ pollFaults: of(fault, 60) }, 3_600_000);
			expect(service.pollFaults).toEqual([]);
			expect(result).toMatchObject({ kind: 'completed' });
		},
	);

	it('an outage that outlasts the Timeout ends in the time-out, at the deadline', async () => {
		const { result, seconds } = await wait({ pollFaults: of('serverErrorBefore', 999) }, 600_000);
		expect(result).toMatchObject({
			kind: 'timeout',
			prediction: { id: 'job0' },
			trouble: expect.stringMatching(/^the last \d+ looks, over \d+ s, failed \(HTTP 500\)$/),
		});
		expect(seconds).toBeGreaterThanOrEqual(600);
		expect(seconds).toBeLessThan(602);
	});

	it('two failed looks in a row cost a job of 2 s no more than 5 s', async () => {
		const { seconds } = await wait({ jobMs: 2_000, pollFaults: of('serverErrorBefore', 2) });
		expect(seconds).toBeLessThanOrEqual(8);
	});

	it.each<Fault>(['unauthorized', 'forbidden', 'notFound', 'badRequest'])(
		'a refused look in the midst of a job is looked at again (%s)',
		async (fault) => {
			const pollFaults = [...of('none', 6), fault, 'none' as const, fault, fault];
			const { result } = await wait({ jobMs: 300_000, pollFaults });
			expect(result).toMatchObject({ kind: 'completed' });
		},
	);

	it.each<[Fault, string]>([
		['unauthorized', 'key_refused'],
		['notFound', 'prediction_unreadable'],
		['badRequest', 'prediction_unreadable'],
	])(
		'refusals that last (%s) end the wait after 2 to 3 minutes, with the id and what it may cost',
		async (fault, code) => {
			const pollFaults = [...of('none', 6), ...of(fault, 999)];
			const { result, seconds } = await wait({ jobMs: 3_000_000, pollFaults });
			expect(result).toMatchObject({
				kind: 'failed',
				failure: { code, predictionId: 'job0', spent: 'still_running', lasting: false },
			});
			expect(seconds).toBeGreaterThan(120);
			expect(seconds).toBeLessThan(220);
		},
	);

	it('a batch whose key is withdrawn ends as a whole after 2 to 3 minutes, without a storm', async () => {
		const set = {
			jobMs: 3_000_000,
			listFaults: of('unauthorized', 999),
			pollFaults: of('unauthorized', 999),
		};
		const batch = await followAll({ count: 50, set });
		for (const { result } of batch.followed) {
			expect(result).toMatchObject({ kind: 'failed', failure: { spent: 'still_running' } });
		}
		expect(batch.seconds).toBeLessThan(220);
		expect(batch.requests).toBeLessThan(60);
	});

	it('an outage during a batch is asked after by a request or two at a time', async () => {
		const set = {
			jobMs: 60_000,
			listFaults: of('serverErrorBefore', 30),
			pollFaults: of('serverErrorBefore', 30),
		};
		const batch = await followAll({ count: 100, set });
		expect(batch.followed.every(({ result }) => result.kind === 'completed')).toBe(true);
		expect(batch.requests).toBeLessThan(180);
	});

	it('a Retry-After is kept to, for all jobs, and capped at 5 minutes', async () => {
		const set = { jobMs: 60_000, listFaults: ['daysOfRetryAfter' as const] };
		const batch = await followAll({ count: 10, set });
		expect(batch.followed.every(({ result }) => result.kind === 'completed')).toBe(true);
		const [, first, second] = [0, ...batch.service.requests.slice(10).map(({ at }) => at)];
		expect((second as number) - (first as number)).toBeGreaterThanOrEqual(300_000);
		expect(batch.seconds).toBeLessThan(320);
	});
});

describe('an answer of another prediction', () => {
	it('is not ours: the look is made again', async () => {
		const { result, seconds } = await wait({ jobMs: 1_000, answersFor: 'job7' }, 60_000);
		expect(result).toMatchObject({ kind: 'timeout', prediction: { id: 'job0' } });
		expect(seconds).toBeLessThan(62);
	});
});

describe('a job that is completed without an output', () => {
	it('is looked at again for a minute, because outputs may come late', async () => {
		const { result } = await wait({ jobMs: 10_000, outputsLateMs: 45_000 });
		expect(result).toMatchObject({ kind: 'completed' });
	});

	it('is a failure after that, and says that it was paid', async () => {
		const { result, seconds } = await wait({ jobMs: 10_000, outputsLateMs: 1e9 });
		expect(result).toMatchObject({
			kind: 'failed',
			failure: { code: 'no_output', spent: 'yes', predictionId: 'job0' },
		});
		expect(seconds).toBeGreaterThanOrEqual(70);
		expect(seconds).toBeLessThan(85);
	});
});

describe('progress', () => {
	it('of a batch is one line every 15 s at the latest', async () => {
		const { time } = await followAll({ count: 10, set: { jobMs: 60_000 }, fixedDelayMs: 40_000 });
		const lines = time.told.filter((line) => line.includes('running'));
		expect(lines[0]).toBe('0 of 10 finished, 10 running, oldest 15 s');
		expect(lines.length).toBeGreaterThanOrEqual(4);
		expect(lines.length).toBeLessThanOrEqual(6);
	});

	it('says so when WaveSpeed does not answer', async () => {
		const { time } = await wait({ pollFaults: of('serverErrorBefore', 20) });
		expect(time.told.join('\n')).toMatch(/no usable answer from WaveSpeed for \d+ s/);
	});
});
