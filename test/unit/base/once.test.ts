import { once } from '../../../nodes/WaveSpeedVideo/base/once';

it('makes a value when it is first asked for, and never again, whatever the value is', () => {
	for (const value of [{}, undefined, null, 0]) {
		const make = jest.fn(() => value);
		const get = once(make);
		expect(make).not.toHaveBeenCalled();
		expect([get(), get()]).toEqual([value, value]);
		expect(make).toHaveBeenCalledTimes(1);
	}
});

it('tries again after a making that failed', () => {
	let tries = 0;
	const get = once(() => {
		if (++tries === 1) throw new Error('not yet');
		return tries;
	});
	expect(get).toThrow('not yet');
	expect(get()).toBe(2);
});
