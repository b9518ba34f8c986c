import fc from 'fast-check';
import { canonical, hashOf, same, shortened } from '../../../nodes/WaveSpeedVideo/base/canonical';

const entries = fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 5 }), fc.jsonValue()), {
	maxLength: 6,
});

describe('What is bought', () => {
	it('has the same hash whoever lists its inputs in which order', () => {
		fc.assert(
			fc.property(entries, (list) => {
				const once = Object.fromEntries(list);
				const reversed = Object.fromEntries(Object.entries(once).reverse());
				expect(hashOf([once])).toBe(hashOf([reversed]));
				expect(same(once, reversed)).toBe(true);
			}),
		);
		expect(hashOf({ seed: 1, prompt: 'a' })).toBe(hashOf({ prompt: 'a', seed: 1 }));
	});

	it('has another hash when it says something else', () => {
		expect(hashOf({ prompt: 'a' })).not.toBe(hashOf({ prompt: 'b' }));
		expect(hashOf(['a', 'b'])).not.toBe(hashOf(['b', 'a']));
	});

	it('is kept without its long texts, which stay comparable', () => {
		const long = 'x'.repeat(1_000_000);
		const kept = shortened({ image: `data:${long}`, prompt: 'a' });
		expect(JSON.stringify(kept).length).toBeLessThan(500);
		expect(same(kept.image, `data:${long}`)).toBe(true);
		expect(same(kept.image, `data:${long}y`)).toBe(false);
	});

	it('may be nested however deep', () => {
		let deep: unknown = 'end';
		for (let level = 0; level < 5_000; level++) deep = { deep };
		expect(() => canonical(deep)).not.toThrow();
		expect(hashOf(deep)).toBe(hashOf(deep));
	});
});
