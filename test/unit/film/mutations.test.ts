import { placeOf, realClip } from './clips';
import { checkMutations } from './mutations';

/** More are tried by `npm run fuzz`. */
const RUNS = Number(process.env['MUTATIONS'] ?? 300);

test('a clip whose bytes were changed becomes a whole film or is refused clearly, every stream closed', async () => {
	const good = await realClip('+faststart');
	const files = [good, await realClip('+frag_keyframe+empty_moov')].flatMap((file) => {
		const { from, to } = placeOf(file, 'moov');
		// The whole file too: the fragments' boxes, and the boxes around all.
		return [
			{ file, from, to },
			{ file, from: 0, to: file.length },
		];
	});
	const outcome = await checkMutations(files, good, RUNS);
	// Both happen, or the test would show nothing.
	expect(outcome.joined).toBeGreaterThan(RUNS / 20);
	expect(outcome.refused).toBeGreaterThan(RUNS / 20);
}, 600_000);
