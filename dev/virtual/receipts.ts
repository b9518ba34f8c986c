import type { EntryStore } from '../../nodes/WaveSpeedVideo/base/entryStore';
import type { Lineage } from '../../nodes/WaveSpeedVideo/base/lineage';
import {
	openReceipts,
	type Receipts,
} from '../../nodes/WaveSpeedVideo/generation/acquire/receipts/receipts';
import type { VirtualTime } from './virtualTime';

/** An execution's place among others: a retry of a new n8n, which may repeat something. */
export const lineageOf = (executionId: string, place: Partial<Lineage> = {}): Lineage => ({
	root: 'root',
	life: executionId,
	executionId,
	isRepetition: true,
	retriesShareRoot: true,
	earlier: [],
	hasFailed: async () => await Promise.resolve(false),
	mayHaveDied: async () => await Promise.resolve(false),
	fatesOf: async (_, ids) => await Promise.resolve(ids.map(() => 'open')),
	...place,
});

/** The receipts of a row, on virtual time. */
export function receiptsIn(
	row: EntryStore | undefined,
	time: VirtualTime,
	secret = 'wsk_secret',
	seed = 0.5,
): Receipts {
	let random = seed;
	return openReceipts(row, secret, {
		now: () => time.now(),
		pause: async (ms) => await time.pass(ms),
		random: () => (random = (random * 9301 + 0.49297) % 1),
	});
}
