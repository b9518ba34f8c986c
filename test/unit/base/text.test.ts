import * as fc from 'fast-check';
import { bounded } from '../../../nodes/WaveSpeedVideo/base/bounded';
import { shown } from '../../../nodes/WaveSpeedVideo/base/shown';
import { cleanText, cut, escapeHtml, respelt } from '../../../nodes/WaveSpeedVideo/base/text';

/** Half of a surrogate pair, standing alone. */
const HALF = /\p{Cs}/u;

describe('a text from outside', () => {
	it('is cut within its bound, never in the middle of a character', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 20 }), (text, max) => {
				const short = cut(text, max);
				expect(short.length).toBeLessThanOrEqual(max);
				expect(HALF.test(short)).toBe(HALF.test(text) && text.length <= max);
				if (text.length <= max) expect(short).toBe(text);
			}),
		);
	});

	it('loses what is unseen or turns the direction of writing', () => {
		expect(cleanText('a\u0000b\r\nc\u202egpj.exe\u2028d\u200be\ufefff\ud800')).toBe(
			'a b c gpj.exe d e f',
		);
		expect(cleanText('👩‍🚀 ok')).toBe('👩‍🚀 ok');
	});

	it.each([
		['The task was canceled', 'The task was cancelled'],
		['task_canceled', 'task_cancelled'],
		['Canceled. CANCELED', 'Cancelled. CANCELLED'],
		['uncanceledly', 'uncancelledly'],
		['cancelled', 'cancelled'],
	])('"%s" is respelt as "%s", so that n8n takes it for no stop', (text, expected) => {
		expect(respelt(text)).toBe(expected);
		expect(cleanText(text)).toBe(expected);
	});

	it('never gets n8n to see a stop, wherever it is cut', () => {
		for (let before = 480; before < 510; before++) {
			expect(cleanText(`${'x'.repeat(before)}canceled and more`)).not.toMatch(/canceled/i);
		}
	});

	it('is no HTML where n8n would show it as such', () => {
		expect(escapeHtml(`<img src=x onerror="a('&')">`)).toBe(
			'&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;',
		);
	});
});

/** Deepest nesting of lists and objects. */
const depthOf = (value: unknown): number =>
	typeof value === 'object' && value !== null
		? 1 + Math.max(0, ...Object.values(value).map(depthOf))
		: 0;

const entriesOf = (value: unknown): number =>
	typeof value === 'object' && value !== null
		? Object.values(value).reduce((sum: number, one) => sum + 1 + entriesOf(one), 0)
		: 0;

describe('what is kept of an answer', () => {
	it('stays within depth, count and bytes, whatever it is', () => {
		fc.assert(
			fc.property(
				fc.json({ maxDepth: 12 }),
				fc.integer({ min: 1, max: 6 }),
				fc.integer({ min: 1, max: 30 }),
				fc.integer({ min: 1, max: 200 }),
				(json, depth, entries, bytes) => {
					const kept = bounded(JSON.parse(json), { depth, entries, bytes });
					expect(depthOf(kept)).toBeLessThanOrEqual(depth);
					expect(entriesOf(kept)).toBeLessThanOrEqual(entries);
					// Numbers, brackets and the sign for what was left out come on top.
					expect(JSON.stringify(kept)?.length ?? 0).toBeLessThan(2 * bytes + 40 * entries + 40);
				},
			),
		);
	});

	it('is a true copy when it fits', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
				const plain: unknown = JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'x'));
				expect(bounded(plain, { depth: 20, entries: 10_000, bytes: 1e6 })).toEqual(plain);
			}),
		);
	});

	it('never overflows, however deep it comes, and keeps no prototype', () => {
		const deep: unknown = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
		expect(bounded(deep, { depth: 3, entries: 10, bytes: 10 })).toEqual([[['…']]]);
		const kept = bounded(JSON.parse('{"__proto__":{"polluted":true},"a":1}'), {
			depth: 3,
			entries: 10,
			bytes: 100,
		});
		expect(Object.keys(kept as object)).toEqual(['a']);
		expect((kept as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

it('what was given is shown in a message, short, and never fails', () => {
	const loop: Record<string, unknown> = {};
	loop.self = loop;
	const values = [undefined, null, 12n, loop, () => 1, Symbol('x'), 'a'.repeat(1e6), [1, { a: 2 }]];
	for (const value of values) expect(shown(value).length).toBeLessThanOrEqual(80);
	expect(shown('x')).toBe('"x"');
	expect(shown({ a: 1 })).toBe('{"a":1}');
	expect(shown(undefined)).toBe('nothing');
});
