import fc from 'fast-check';
import { attempt } from '../../../dev/virtual/execution';
import type { Fault, JobEnd } from '../../../dev/virtual/fakeService';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { runs } from '../support/runs';

const submitFault = fc.constantFrom<Fault[]>(
	'none',
	'refusedConnection',
	'rateLimited',
	'rateLimitedWithRetryAfter',
	'badRequest',
	'lostBefore',
	'lostAfter',
	'serverErrorBefore',
	'serverErrorAfter',
	'noIdAfter',
	'malformed',
);
const readFault = fc.constantFrom<Fault[]>(
	'none',
	'none',
	'lostBefore',
	'rateLimited',
	'serverErrorBefore',
	'malformed',
	'notFound',
	'badRequest',
);

const schedule = fc.record({
	prompts: fc.array(fc.constantFrom('boat', 'cat', 'rain'), { minLength: 1, maxLength: 5 }),
	submitFaults: fc.array(submitFault, { maxLength: 12 }),
	pollFaults: fc.array(readFault, { maxLength: 40 }),
	listFaults: fc.array(readFault, { maxLength: 8 }),
	jobEnds: fc.array(
		fc.constantFrom<JobEnd[]>(
			'completed',
			'completed',
			'failed',
			'moderated',
			'stuck',
			'cancelled',
		),
		{ minLength: 1, maxLength: 10 },
	),
	jobSeconds: fc.integer({ min: 1, max: 1200 }),
	maxAtOnce: fc.integer({ min: 1, max: 6 }),
	listInputs: fc.constantFrom('given', 'ignored', 'refused'),
	stopOnFailure: fc.boolean(),
	attempts: fc.integer({ min: 1, max: 4 }),
	random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

/** Ends for which the price is returned, so that buying again is buying once. */
const REFUNDED = new Set<JobEnd>(['failed', 'moderated']);

describe('whatever goes wrong, and however often the node is run again', () => {
	it('buys at most one video per item, names every paid prediction, keeps the order, and ends', async () => {
		await fc.assert(
			fc.asyncProperty(schedule, async (given) => {
				const time = new VirtualTime(() => given.random);
				const service = new FakeService(time);
				Object.assign(service, {
					submitFaults: [...given.submitFaults],
					pollFaults: [...given.pollFaults],
					listFaults: [...given.listFaults],
					listInputs: given.listInputs,
					jobMs: given.jobSeconds * 1000,
					jobEnd: (index: number) => given.jobEnds[index % given.jobEnds.length],
				});
				const store = {};
				const seen: string[] = [];
				const { prompts, maxAtOnce, stopOnFailure } = given;
				for (let run = 0; run < given.attempts; run++) {
					const results = await attempt({
						service,
						time,
						store: Object.assign(store, JSON.parse(JSON.stringify(store))),
						prompts,
						maxAtOnce,
						stopOnFailure,
					});
					expect(results).toHaveLength(prompts.length);
					results.forEach((result, index) => {
						seen.push(JSON.stringify(result));
						if (result.kind !== 'completed') return;
						const job = service.billed.find(({ id }) => id === result.prediction.id);
						expect(job?.body.prompt).toBe(prompts[index]);
					});
					const ids = results.flatMap((one) => ('prediction' in one ? [one.prediction.id] : []));
					expect(new Set(ids).size).toBe(ids.length);
				}

				for (const prompt of new Set(prompts)) {
					const items = prompts.filter((one) => one === prompt).length;
					const paid = service.billed.filter(
						({ body, end }) => body.prompt === prompt && !REFUNDED.has(end),
					);
					expect(paid.length).toBeLessThanOrEqual(items);
				}
				const told = [...seen, ...time.logs].join('\n');
				const unnamed = service.billed.filter(
					({ id }) =>
						!told.includes(`"${id}"`) &&
						!time.logs.some((line) => line.includes(` ${id} for item`)),
				);
				// A lost answer carries no id to name; that it was lost must have been said.
				const lost = time.logs.filter((line) =>
					/The answer to the submission for item \d+ was lost/.test(line),
				);
				expect(unnamed.length).toBeLessThanOrEqual(lost.length);
			}),
			{ numRuns: runs(150) },
		);
	});
});
