import fc from 'fast-check';
import { openLedger } from '../../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import type { Generated } from '../../../nodes/WaveSpeedVideo/generation/generate';
import type { Fault, JobEnd } from '../../../dev/virtual/fakeService';
import { runs } from '../support/runs';
import { copyOf, errorOf, idsOf, INTENTS, setUp } from './intentRuns';

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
