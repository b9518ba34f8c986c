import * as fc from 'fast-check';
import { makeFileName } from '../../../nodes/WaveSpeedVideo/media/out/fileName';
import { runs } from '../support/runs';

const facts = { model: 'a/b/c', id: 'abc', item: 3, output: 0, extension: 'mp4' };
const named = (template: string) => makeFileName(template, facts);

describe('a file name', () => {
	it.each(['CON', 'nul', 'Aux.mp4', 'com1', 'LPT9.backup', 'CONIN$', 'prn .txt', 'COM¹'])(
		'%s is none that Windows takes for a device',
		(template) => {
			expect(named(template)).toMatch(/^_/);
		},
	);

	it('has nothing unseen in it, and nothing that turns the direction of writing', () => {
		expect(named('evil\u202e4pm.exe')).toBe('evil_4pm.exe.mp4');
		expect(named('a\u2028b\u200bc\ufeffd\u0000e')).toBe('a_b_c_d_e.mp4');
	});

	it('is never cut in the middle of a character', () => {
		expect(named('👩‍👩‍👧‍👦'.repeat(100))).toMatch(/^(?:👩‍👩‍👧‍👦)+\.mp4$/u);
		expect(named(`${'x'.repeat(189)}é`)).toBe(`${'x'.repeat(189)}.mp4`);
	});

	it.each(['. . .', '\u202e', '', '/', '{predictionId}', '..', '   .mp4   '])(
		'of %j is still one',
		(template) => {
			expect(named(template)).toMatch(/^[^.\s].*[^.\s]\.mp4$/u);
		},
	);

	it('is one for every file system, whatever stands in its template and in the answer', () => {
		const anything = fc.string({
			unit: fc.oneof(
				fc.constantFrom(...'./\\:*?"<>| {}'),
				fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)),
			),
			maxLength: 400,
		});
		fc.assert(
			fc.property(anything, anything, fc.nat(60), (template, model, output) => {
				const name = makeFileName(template, { ...facts, model, output });
				expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
				expect(name).toMatch(/\.mp4$/);
				expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cs}\u202a-\u202e\u2028\u2029\u200b\ufeff]/u);
				expect(name).not.toMatch(/^[.\s]|[.\s]\.mp4$/);
				expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\./i);
			}),
			{ numRuns: runs(1_000) },
		);
	});
});
