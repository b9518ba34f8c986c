import { meetAtKey } from '../virtual/keyMeeting';
import { randomFrom } from '../virtual/random';
import { renewPart } from './document';

/** Meetings of each kind. */
const MEETINGS = 1_500;

/** What a write to the database takes (ms), as measured in n8n: usually, with many receipts, under heavy load. */
const WRITES_MS = [5, 20, 60, 120];

const PROCESSES = [2, 3];

interface Tally {
	/** Meetings in which more than one video was bought. */
	twice: number;
	/** … in which none was bought. */
	none: number;
	/** Executions that were given the video. */
	given: number;
	/** Executions that were refused, by the error's code. */
	refused: Map<string, number>;
	/** When the video was bought, since the first could ask, in ascending order (ms). */
	boughtAfterMs: number[];
}

async function race(count: number, writeMs: number): Promise<Tally> {
	const random = randomFrom(count * 1_000 + writeMs);
	const tally: Tally = { twice: 0, none: 0, given: 0, refused: new Map(), boughtAfterMs: [] };
	for (let meeting = 0; meeting < MEETINGS; meeting++) {
		const { ends, boughtAfterMs } = await meetAtKey(count, writeMs, random);
		if (boughtAfterMs.length > 1) tally.twice++;
		if (boughtAfterMs.length === 0) tally.none++;
		tally.boughtAfterMs.push(...boughtAfterMs);
		for (const generated of ends) {
			if (generated.kind === 'completed') tally.given++;
			else {
				const code = generated.kind === 'failed' ? generated.failure.code : generated.kind;
				tally.refused.set(code, (tally.refused.get(code) ?? 0) + 1);
			}
		}
	}
	tally.boughtAfterMs.sort((a, b) => a - b);
	return tally;
}

/**
 * Processes that ask under one Pay Once Key at the same moment, on virtual time: their writes
 * overwrite each other, as n8n's do. Renews its part of `docs/crashes.md`.
 */
export async function benchKeyRaces(): Promise<void> {
	const rows: string[] = [];
	for (const count of PROCESSES) {
		for (const writeMs of WRITES_MS) {
			const { twice, none, given, refused, boughtAfterMs } = await race(count, writeMs);
			const codes = [...refused].map(([code, times]) => `${times} × \`${code}\``).join(', ');
			const seconds = [0.5, 0.99, 1].map((share) => {
				const at = Math.ceil(share * boughtAfterMs.length) - 1;
				return ((boughtAfterMs[at] ?? NaN) / 1000).toFixed(1);
			});
			const number = (value: number) => value.toLocaleString('en');
			const cells = [count, writeMs, number(MEETINGS), twice, none, number(given), codes || '0'];
			const row = `| ${[...cells, seconds.join(' / ')].join(' | ')} |`;
			rows.push(row);
			console.log(row);
		}
	}
	await renewPart('crashes.md', 'keyRaces', [
		'| Processes | A write, ms | Meetings | Bought twice | Bought not at all | Given | Refused | Bought after, s (median / 99 % / longest) |',
		'| ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |',
		...rows,
	]);
}
