import { checkMutations } from '../unit/film/mutations';

const RUNS = 10_000;

test('10,000 changed clips: each becomes a whole film or is refused clearly', async () => {
	const before = process.memoryUsage().rss;
	const { joined, refused } = await checkMutations(RUNS);
	expect(joined + refused).toBe(RUNS);
	expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000);
});
