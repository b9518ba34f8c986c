import { checkMutations } from './mutations';
import { runs } from '../support/runs';

/** 10,000 are tried in test/film. */
const RUNS = runs(300);

test('a clip whose bytes were changed becomes a whole film or is refused clearly, every stream closed', async () => {
	const { joined, refused } = await checkMutations(RUNS);
	// Both happen, or the test would show nothing.
	expect(Math.min(joined, refused)).toBeGreaterThan(RUNS / 20);
});
