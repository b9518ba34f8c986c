import * as fc from 'fast-check';
import { MAX_OUTPUTS } from '../../../nodes/WaveSpeedVideo/api/outputs';
import { readEnvelope } from '../../../nodes/WaveSpeedVideo/api/envelope';
import { readList, readPrediction } from '../../../nodes/WaveSpeedVideo/api/schemas';
import { expiresAt } from '../../../nodes/WaveSpeedVideo/items/deliver';

const answer = { id: 'abc', status: 'completed', model: 'a/b', outputs: ['https://x/1.mp4'] };
const nested = (depth: number): unknown =>
	JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

/** Far below what n8n can't open; far above what any real prediction has. */
const MOST = 1_800_000;

describe('a prediction is kept within bounds', () => {
	it.each([5_000, 100_000])('with an error nested %s deep', (depth) => {
		const prediction = readPrediction({ ...answer, status: 'failed', error: nested(depth) });
		expect(prediction?.error.length).toBeLessThan(2_000);
	});

	it('with timings and outputs that are deep or huge', () => {
		const prediction = readPrediction({
			...answer,
			timings: { deep: nested(50_000), wide: Array(100_000).fill('x'), long: 'y'.repeat(1e6) },
			outputs: [nested(50_000), ...Array(2_000).fill('https://x/1.mp4'), 'z'.repeat(1e6)],
		});
		expect(prediction?.outputs).toHaveLength(MAX_OUTPUTS);
		expect(JSON.stringify(prediction).length).toBeLessThan(100_000);
	});

	it('with texts of a megabyte everywhere', () => {
		const long = 'a'.repeat(1e6);
		expect(readPrediction({ ...answer, id: long })).toBeUndefined();
		expect(readPrediction({ ...answer, status: long })).toBeUndefined();
		const prediction = readPrediction({
			...answer,
			model: long,
			error: long,
			outputs: Array(100).fill(long),
			created_at: long,
		});
		expect(JSON.stringify(prediction).length).toBeLessThan(MOST);
		expect(prediction?.outputs).toHaveLength(MAX_OUTPUTS);
	});

	it('with addresses that are long together, of which none is cut', () => {
		const urls = Array.from({ length: 80 }, (_, n) => `https://x/${n}?${'s'.repeat(15_000)}`);
		const kept = readPrediction({ ...answer, outputs: urls })?.outputs ?? [];
		expect(JSON.stringify(kept).length).toBeLessThan(250_000);
		expect(kept.length).toBeGreaterThan(10);
		for (const one of kept) expect(urls).toContain(one.kind === 'file' && one.url);
	});

	it('with inputs in a list that are deep or huge', () => {
		const list = readList({
			items: Array(5_000).fill({ ...answer, inputs: { a: nested(9_000) } }),
		});
		expect(list?.predictions.length).toBeLessThanOrEqual(1_000);
		expect(() => JSON.stringify(list)).not.toThrow();
	});

	it('whatever JSON stands in its fields', () => {
		fc.assert(
			fc.property(
				fc.record({
					outputs: fc.jsonValue(),
					error: fc.jsonValue(),
					timings: fc.jsonValue(),
					created_at: fc.jsonValue(),
					model: fc.jsonValue(),
					code: fc.jsonValue(),
				}),
				(fields) => {
					const prediction = readPrediction({ id: 'abc', status: 'completed', ...fields });
					expect(prediction?.id).toBe('abc');
					if (prediction) expiresAt(prediction, 0);
				},
			),
		);
	});
});

it.each(['+275760-09-12T00:00:00Z', '-271821-04-20T00:00:00Z', 'soon', 12, null])(
	'a creation time of %j is none, and the end of its files can still be said',
	(created_at) => {
		const prediction = readPrediction({ ...answer, created_at });
		expect(prediction).toMatchObject({ id: 'abc', createdAt: undefined });
		expect(prediction && expiresAt(prediction, 0)).toBe('1970-01-08T00:00:00.000Z');
	},
);

it('a creation time without a zone is UTC, as all of the service’s are', () => {
	expect(readPrediction({ ...answer, created_at: '2026-11-20T12:00:00' })?.createdAt).toBe(
		'2026-11-20T12:00:00.000Z',
	);
});

it('the service’s own code is read beside one that repeats the HTTP status', () => {
	expect(readEnvelope({ code: 400, error_code: '1407', message: 'x' })).toMatchObject({
		code: 400,
		errorCode: 1407,
	});
});
