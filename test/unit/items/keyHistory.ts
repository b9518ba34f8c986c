import fc from 'fast-check';

import type { Fault, JobEnd } from '../../../dev/virtual/fakeService';

export interface Wish {
	key: string;
	text: string;
}

export interface Execution {
	items: Wish[];
	changed: 'refuse' | 'buyAnew';
	fallBack: boolean;
	maxCost?: number;
	continues: boolean;
	/** Which of the processes. */
	process: number;
	/** Starts so much later than the ones before have ended, or together with them (ms). */
	afterMs: number;
	together: boolean;
	/** Its process is killed so long after its start (ms). */
	diesAfterMs?: number;
	/** Tries that n8n makes (Retry On Fail), and then a person (Executions → Retry). */
	tries: number;
	retries: number;
}

/**
 * Histories of Pay Once Keys: executions one after another and at the same time, in processes that
 * die, whose models are down, whose answers are lost, whose jobs fail or are deleted, within budgets
 * and with On Changed Inputs = Buy Anew.
 */
export interface History {
	executions: Execution[];
	/** Whether a submission finds its model down, one after another. */
	down: boolean[];
	faults: Fault[];
	ends: JobEnd[];
	/** Records that are deleted when all is over for the time being. */
	removals: number[];
	lagMs: number;
	latencyMs: number;
	/** Of what the processes leave to chance. */
	seed: number;
}

const wish = fc.record({
	key: fc.constantFrom('k1', 'k2'),
	text: fc.constantFrom('a', 'a', 'a', 'b'),
});

const execution: fc.Arbitrary<Execution> = fc.record(
	{
		items: fc.array(wish, { minLength: 1, maxLength: 3 }),
		changed: fc.constantFrom('refuse', 'refuse', 'buyAnew'),
		fallBack: fc.boolean(),
		maxCost: fc.constantFrom(1, 1.2, 1.5, 2.4, 3.6),
		continues: fc.boolean(),
		process: fc.integer({ min: 0, max: 2 }),
		afterMs: fc.constantFrom(0, 50, 400, 2_000, 30_000, 200_000, 3 * 86_400_000, 8 * 86_400_000),
		together: fc.boolean(),
		diesAfterMs: fc.integer({ min: 0, max: 6_000 }),
		tries: fc.constantFrom(1, 1, 2),
		retries: fc.constantFrom(0, 0, 1),
	},
	{
		requiredKeys: [
			'items',
			'changed',
			'fallBack',
			'continues',
			'process',
			'afterMs',
			'together',
			'tries',
			'retries',
		],
	},
);

export const history: fc.Arbitrary<History> = fc.record({
	executions: fc.array(execution, { minLength: 1, maxLength: 5 }),
	down: fc.array(fc.boolean(), { maxLength: 6 }),
	faults: fc.array(
		fc.constantFrom<Fault>(
			'none',
			'none',
			'none',
			'lostAfter',
			'lostBefore',
			'badRequest',
			'rateLimited',
		),
		{ maxLength: 6 },
	),
	ends: fc.array(
		fc.constantFrom<JobEnd>(
			'completed',
			'completed',
			'failed',
			'moderated',
			'deleted',
			'cancelled',
		),
		{ maxLength: 6 },
	),
	removals: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 2 }),
	lagMs: fc.constantFrom(0, 0, 1_500, 20_000),
	latencyMs: fc.constantFrom(20, 300),
	seed: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
});
