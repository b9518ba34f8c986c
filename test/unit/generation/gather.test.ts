import { gather } from '../../../nodes/WaveSpeedVideo/generation/acquire/gather';
import { Turnstile } from '../../../nodes/WaveSpeedVideo/generation/acquire/turnstile';
import { VirtualTime } from '../support/virtualTime';

it('answers by one look all who lost their answers at about the same time', async () => {
	const time = new VirtualTime();
	const turnstile = new Turnstile(100, 100, time.runtime);
	const looks: number[][] = [];
	const find = gather<number, string>(
		async (task) => await turnstile.alone(task),
		async (lost) => {
			looks.push([...lost]);
			await time.runtime.sleep(15_000);
			return lost.map((item) => `found ${item}`);
		},
	);
	const one = async (item: number) => {
		const ticket = turnstile.ticket();
		await turnstile.enter(ticket);
		await time.runtime.sleep(100 + item);
		turnstile.leave(ticket, { kind: 'other' });
		return await find(item);
	};
	const started = time.now();
	const items = Array.from({ length: 100 }, (_, index) => index);
	const found = await time.run(Promise.all(items.map(one)));
	expect(found).toEqual(items.map((item) => `found ${item}`));
	// A third of them is on its way at a time while nothing was accepted: three looks.
	expect(looks.length).toBeLessThanOrEqual(3);
	expect(time.now() - started).toBeLessThanOrEqual(50_000);
});

it('passes a failed look on to all who asked, and looks anew for the next', async () => {
	let looks = 0;
	const find = gather<string, string>(
		async (task) => await Promise.resolve().then(task),
		async (questions) => {
			if (looks++ === 0) throw new Error('the list is broken');
			return questions;
		},
	);
	const first = await Promise.allSettled([find('a'), find('b')]);
	expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await find('c')).toBe('c');
});
