import { useFastClock } from '../../engine/harness/fastClock';

let begunBefore: NodeJS.Timeout;
let fired = false;
// Before the clock is put in place: as Node's own fetch does for a socket that an earlier test file left.
beforeAll(() => {
	begunBefore = setTimeout(() => (fired = true), 300);
});
useFastClock();

test('a timer that was begun before the fast clock is ended by clearTimeout all the same', async () => {
	clearTimeout(begunBefore);

	await new Promise((resolve) => setTimeout(resolve, 6_000));

	expect(fired).toBe(false);
});
