import { accountLevels } from '../../dev/simulator';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { billedPrompts, requestsFor, submittedPrompts } from './harness/simulatorFacts';

/** WaveSpeed answers 429 to submits over the limit per minute: they are not accepted. */
useHost();
useFastClock(100);

const names = Array.from({ length: 10 }, (_, index) => `scene ${index}`);
const items = names.map((name) => ({ json: { name } }));
const parameters = textToVideo(
	{ prompt: '={{ $json.name }}' },
	{ downloadVideo: false, pollInterval: 5 },
);

/** Two videos a minute, two at a time. */
const freeAccount = { ...accountLevels.bronze, windowSeconds: 60, sendRetryAfter: false };

test.concurrent.each([
	['without a word on when to come back', false],
	['that says when to come back', true],
])('A free account %s works through ten items without a setting', (_how, sendRetryAfter) =>
	onSimulator(
		async (world) => {
			const run = await runOn(world, parameters, { items });
			expect(errorText(run)).toBe('');
			expect(run.output.map(({ json }) => json.prompt)).toEqual(names);
			expect(billedPrompts(world)).toEqual(names);
		},
		{ account: { ...freeAccount, sendRetryAfter }, jobSeconds: 10 },
	)(),
);

test.concurrent(
	'After a 429 the node holds back: the storm does not go on',
	onSimulator(
		async (world) => {
			await runOn(world, parameters, { items });
			const submits = requestsFor(world, 'submit');
			const refused = submits.filter(({ status }) => status === 429);
			const firstRefusal = Math.min(...refused.map(({ endedAt }) => endedAt ?? Infinity));
			const later = submits.filter(({ time }) => time > firstRefusal + 1000);
			// What was on its way together with the first refused one can't be called back.
			expect(later.length).toBeLessThanOrEqual(3 * items.length);
			expect(billedPrompts(world)).toEqual(names);
		},
		{ account: freeAccount, jobSeconds: 10 },
	),
);

test.concurrent(
	'Retry-After is kept to',
	onSimulator(async (world) => {
		world.misbehave({
			on: 'submit',
			fault: { kind: 'status', status: 429, headers: { 'retry-after': '20' } },
		});
		const run = await runOn(world, parameters, { items: items.slice(0, 1) });
		expect(run.status).toBe('success');
		const [first, second] = requestsFor(world, 'submit').map(({ time }) => time);
		expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(20_000);
	}),
);

test.concurrent(
	'A single 429 in a batch delays nothing that was accepted, and loses nothing',
	onSimulator(async (world) => {
		world.misbehave({ on: 'submit', fault: { kind: 'status', status: 429 }, after: 3 });
		const run = await runOn(world, parameters, { items });
		expect(run.output.map(({ json }) => json.prompt)).toEqual(names);
		expect(billedPrompts(world)).toEqual(names);
		expect(submittedPrompts(world)).toHaveLength(11);
	}),
);

test.concurrent(
	'A rate limit that never ends becomes an error that says so, and nothing was bought',
	onSimulator(async (world) => {
		world.misbehave({
			on: 'submit',
			fault: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
			times: 999,
		});
		const run = await runOn(world, parameters, { items: items.slice(0, 1) });
		expect(run.status).toBe('error');
		expect(run.error?.message).toContain('rate limit');
		expect(errorText(run)).toContain('Nothing was bought');
		expect(world.billed).toEqual([]);
	}),
);
