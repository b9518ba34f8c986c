import { FakeTime } from '../../../dev/virtual/fakeTime';
import { leftoversIn, SeveralRuns } from './severalRuns';
test('races', async () => {
	const tally: Record<string, number> = {};
	for (let n = 0; n < 150; n++) {
		const time = new FakeTime();
		const world = new SeveralRuns(time);
		await world.run({ prompts: ['a'], process: world.newProcess(), diesAfterMs: 5000 });
		await world.pass(7200_000);
		const first = world.start({ prompts: ['one'], process: world.newProcess() });
		if (n % 10) await world.pass(n % 10);
		const second = world.start({ prompts: ['two'], process: world.newProcess() });
		const both = [await time.run(first.outcome), await time.run(second.outcome)];
		const k = String(both.flatMap(leftoversIn).length);
		const named = both.some((one) => (one?.hints ?? []).join().includes('job0'));
		tally[k + named] = (tally[k + named] ?? 0) + 1;
		time.end();
	}
	console.log(tally);
});
