import fc from 'fast-check';

import { useFastClock } from '../../../engine/harness/fastClock';
import { type Ending, idOf, ParkedExecution } from './parkedExecution';

/** Calls to a parked execution. */
useFastClock(200);

const outcomes = (execution: ParkedExecution) =>
	execution.resumedWith[0]?.map(({ json }) => {
		const error = json.error as { code?: string; predictionId?: string } | undefined;
		return error ? `${error.code} ${error.predictionId ?? ''}`.trim() : json.id;
	});

test('the last call resumes the execution, with an item for each in order', async () => {
	const execution = new ParkedExecution(3, { failedBefore: [1] });
	execution.end(2, 'completed');
	expect(await execution.call(idOf(2))).toBe(200);
	expect(execution.resumedWith).toEqual([]);
	execution.end(0, 'failed');
	expect(await execution.call(idOf(0))).toBe(200);
	expect(outcomes(execution)).toEqual([`generation_failed ${idOf(0)}`, 'refused', idOf(2)]);
});

test.each([
	['forged', idOf(0), { secret: 'whsec_ffffffffffffffff' }, 401],
	['about a job that nothing here waits for', 'f'.repeat(32), {}, 200],
	[
		'of another execution, whose context this one has inherited',
		idOf(0),
		{ executionId: '8' },
		200,
	],
	['without an id', '', {}, 200],
])('a call that is %s resumes nothing', async (_, id, how, status) => {
	const execution = new ParkedExecution(1);
	execution.end(0, 'completed');
	expect(await execution.call(id, how)).toBe(status);
	expect(execution.resumedWith).toEqual([]);
	expect(await execution.call(idOf(0))).toBe(200);
	expect(outcomes(execution)).toEqual([idOf(0)]);
});

test('a call about a job that still runs is to be repeated, and resumes nothing', async () => {
	const execution = new ParkedExecution(2);
	expect(await execution.call(idOf(0))).toBe(503);
	execution.end(0, 'completed');
	execution.end(1, 'completed');
	// The one call makes good what the other left open.
	expect(await execution.call(idOf(1))).toBe(200);
	expect(outcomes(execution)).toEqual([idOf(0), idOf(1)]);
});

test('an id that is cut short, as in a sample of the documents, is known by its beginning', async () => {
	const execution = new ParkedExecution(1);
	execution.end(0, 'completed');
	expect(await execution.call(idOf(0).slice(0, 25))).toBe(200);
	expect(outcomes(execution)).toEqual([idOf(0)]);
});

test('after the deadline a call resumes nothing: n8n’s own timer passes the ids on', async () => {
	const execution = new ParkedExecution(1, { resumeUntil: Date.now() - 1 });
	execution.end(0, 'completed');
	expect(await execution.call(idOf(0))).toBe(200);
	expect(execution.resumedWith).toEqual([]);
});

type Event =
	| { kind: 'end'; item: number; ending: Ending }
	| { kind: 'call'; item: number; times: number }
	| { kind: 'restart' }
	| { kind: 'failing'; requests: number };

const MOST = 6;
const item = fc.nat(MOST - 1);
const event: fc.Arbitrary<Event> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('end' as const),
			item,
			ending: fc.constantFrom<Ending>('completed', 'failed'),
		}),
	},
	{
		weight: 5,
		arbitrary: fc.record({
			kind: fc.constant('call' as const),
			item,
			times: fc.integer({ min: 1, max: 3 }),
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('failing' as const),
			requests: fc.integer({ min: 1, max: 9 }),
		}),
	},
);

test('whatever comes in whatever order: resumed once, with the right item in each place, and not before all have ended', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: MOST }),
			fc.array(event, { maxLength: 25 }),
			fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
			async (items, events, waits) => {
				const execution = new ParkedExecution(items);
				const ended = new Map<number, Ending>();
				const calls: Array<Promise<unknown>> = [];
				for (const [nth, one] of events.entries()) {
					if (one.kind === 'restart') execution.restart();
					else if (one.kind === 'failing') execution.failing = one.requests;
					else if (one.item < items && one.kind === 'call') {
						for (let time = 0; time < one.times; time++) calls.push(execution.call(idOf(one.item)));
					} else if (one.item < items && one.kind === 'end' && !ended.has(one.item)) {
						ended.set(one.item, one.ending);
						execution.end(one.item, one.ending);
					}
					if (waits[nth]) await Promise.all(calls);
					if (execution.resumedWith.length > 0) expect(ended.size).toBe(items);
				}
				await Promise.all(calls);
				// In the end all have ended, the API answers, and one call comes for one of them.
				execution.failing = 0;
				for (let index = 0; index < items; index++) {
					if (ended.has(index)) continue;
					ended.set(index, 'completed');
					execution.end(index, 'completed');
				}
				await execution.call(idOf(0));
				expect(execution.resumedWith).toHaveLength(1);
				expect(outcomes(execution)).toEqual(
					Array.from({ length: items }, (_, index) =>
						ended.get(index) === 'failed' ? `generation_failed ${idOf(index)}` : idOf(index),
					),
				);
			},
		),
		{ numRuns: 200 },
	);
});
