import { FakeTime } from '../../../dev/virtual/fakeTime';
import { hintsOf, idsOf, leftoversIn, SeveralRuns, WELL_AFTER } from './severalRuns';

/** Unfinished Videos = Output Too: what somebody may still have in hand is named, and not output. */
const SLOW = { prompts: ['a', 'slow'], wait: { pollInterval: 10 } };

let time: FakeTime;
let world: SeveralRuns;

beforeEach(() => {
	time = new FakeTime();
	world = new SeveralRuns(time);
});
afterEach(() => time.end());

describe('is named and not output', () => {
	test('while the execution that bought it runs, however long', async () => {
		world.service.jobMs = (index) => (index === 0 ? 10_000 : 600_000);
		const running = world.start({ ...SLOW, process: world.newProcess() });
		await world.pass(60_000);
		world.age(WELL_AFTER);
		world.service.jobMs = 60_000;

		const outcome = await world.later();

		expect(idsOf(outcome)).toEqual([world.idOf('next')]);
		expect(hintsOf(outcome)).toMatch(
			new RegExp(`${world.idOf('a')}[^)]*, execution ${running.id}`),
		);
		const own = await time.run(running.outcome);
		expect(idsOf(own)).toEqual([world.idOf('a'), world.idOf('slow')]);
	});

	test('when n8n has not kept the execution that bought it', async () => {
		const killed = await world.lose('a');
		world.stored.delete(killed);
		await world.pass(WELL_AFTER);

		const outcome = await world.later();

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test('when its execution failed, and another node of that execution has listed it since', async () => {
		await world.lose('a');
		world.fateOf = () => 'handedOn';
		await world.pass(WELL_AFTER);

		const outcome = await world.later();

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test('when the execution that bought it carried an error from the start, as the retry of a stopped one', async () => {
		const hasFailed = async () => await Promise.resolve(true);
		await world.lose('a', { isRetry: true, place: { hasFailed } });
		await world.pass(WELL_AFTER);

		const outcome = await world.later();

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test.each([
		['an agent runs the node', { isTool: true }],
		['the run doesn’t wait for its videos', { parameters: { wait: 'doNotWait' } }],
	])('when %s', async (_, more) => {
		await world.lose('a');
		await world.pass(WELL_AFTER);

		const outcome = await world.later(more);

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test('when n8n may throw away what this try gives, because its first item failed', async () => {
		await world.lose('a');
		await world.pass(WELL_AFTER);
		world.service.jobEnd = () => 'failed';

		const outcome = await world.later({ node: { retryOnFail: true } });

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test.each([
		['does not know it', 'unknown'],
		['tells of another prediction', 'job1'],
	])('when WaveSpeed, asked for it, %s', async (_, answered) => {
		await world.lose('a');
		await world.later({ prompts: ['another'] });
		await world.pass(WELL_AFTER);
		const id = world.idOf('a');
		const { send } = world.service;
		const lying: typeof send = async (request) =>
			await send({ ...request, path: request.path.replace(`/${id}/`, `/${answered}/`) });

		const outcome = await world.later({ service: { send: lying } });

		expect(idsOf(outcome)).toEqual([world.idOf('next')]);
		expect(hintsOf(outcome)).toMatch(new RegExp(`${id} is not output`));
		// … and with what one knows it by, and how to fetch it.
		expect(hintsOf(outcome)).toMatch(
			new RegExp(`not handed on so far: ${id} \\(“a”.*operation Get`),
		);
		expect(leftoversIn(await world.later())).toEqual([id]);
	});
});

test('what the list calls completed, and is not, is neither output nor said to be', async () => {
	world.service.jobMs = (index) => (index === 0 ? 10 * WELL_AFTER : 60_000);
	await world.lose('a');
	await world.pass(WELL_AFTER);
	world.service.listing = { kind: 'endsTooEarly' };

	const outcome = await world.later();

	expect(idsOf(outcome)).toEqual([world.idOf('next')]);
	expect(hintsOf(outcome)).toContain(
		`${world.idOf('a')} is not output: WaveSpeed calls it processing`,
	);
});

describe('what a retry has taken up', () => {
	test('is not output while that runs, and is when it has died, too', async () => {
		const killed = await world.lose('a');
		await world.pass(WELL_AFTER);
		world.service.jobMs = 600_000;
		const process = world.newProcess();
		const retry = world.start({ ...SLOW, root: killed, isRetry: true, process });
		await world.pass(30_000);
		world.service.jobMs = 60_000;
		const meanwhile = await world.later();
		expect(leftoversIn(meanwhile)).toEqual([]);
		expect(hintsOf(meanwhile)).toContain(world.idOf('a'));

		process.kill();
		await time.run(retry.outcome);

		expect(leftoversIn(await world.later())).toEqual([world.idOf('a')]);
		expect(world.service.billed.filter(({ body }) => body['prompt'] === 'a')).toHaveLength(1);
	});

	test('is not output either where it came with the context of the execution that failed', async () => {
		world.service.jobMs = (index) => (index === 0 ? 60_000 : 120_000);
		world.service.jobEnd = (index) => (index === 1 ? 'failed' : 'completed');
		const context = {};
		const failed = await world.run({
			prompts: ['a', 'b'],
			process: world.newProcess(),
			continues: false,
			context,
		});
		await world.pass(WELL_AFTER);
		world.service.jobEnd = () => 'completed';
		world.service.jobMs = 600_000;
		const retry = world.start({
			prompts: ['a', 'b'],
			wait: SLOW.wait,
			root: failed.id,
			isRetry: true,
			process: world.newProcess(),
			context: JSON.parse(JSON.stringify(context)) as Record<string, unknown>,
		});
		await world.pass(30_000);
		world.service.jobMs = 60_000;

		expect(leftoversIn(await world.later())).toEqual([]);
		expect(idsOf(await time.run(retry.outcome))).toContain(world.idOf('a'));
	});

	test('after it was output, it is given again and not paid again', async () => {
		const killed = await world.lose('a');
		await world.pass(WELL_AFTER);
		await world.later();

		const again = await world.later({ prompts: ['a'], root: killed, isRetry: true });

		expect(idsOf(again)).toEqual([world.idOf('a')]);
		expect(world.paid).toEqual(['a', 'next']);
	});
});
