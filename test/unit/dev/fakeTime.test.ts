import { FakeTime } from '../../../dev/virtual/fakeTime';

test('a timer of an earlier test file, such as one of Node’s fetch, can be cleared in virtual time', async () => {
	const ranOut = jest.fn();
	const begunBefore = setTimeout(ranOut, 1);
	const time = new FakeTime();
	clearTimeout(begunBefore);
	time.end();

	// Node ends timers of the same length in the order in which they were begun.
	await new Promise((resolve) => setTimeout(resolve, 1));
	expect(ranOut).not.toHaveBeenCalled();
});

test('a test that ends its virtual time when the next file has begun takes nothing from that one', () => {
	const real = { Date, setTimeout, clearTimeout };
	const time = new FakeTime();
	// As jest's environment does after each file.
	Object.assign(globalThis, real);
	time.end();

	expect({ Date: globalThis.Date, setTimeout, clearTimeout }).toEqual(real);
});
