import type { N8nOptions } from '../../dev/n8n';
import { World } from '../../dev/world/world';
import { sharedWorld } from './sharedWorld';

/** Starting n8n, and installing it on a machine that has none yet (ms). */
const START_LIMIT = 15 * 60_000;

/**
 * A world for all tests of a file (or block); the simulator starts afresh before each. Without
 * options it is the one that all such files share, as each start of n8n takes half a minute; with
 * options it is the file's own.
 */
export function useWorld(options?: N8nOptions): () => World {
	let world: World | undefined;
	const get = (): World => {
		if (!world) throw new Error('The world is there only while tests run');
		return world;
	};
	beforeAll(async () => {
		world = options ? await World.create(options) : await sharedWorld();
	}, START_LIMIT);
	beforeEach(() => get().simulator.reset());
	afterAll(async () => {
		if (options) await world?.close();
	});
	return get;
}

/** As `useWorld`, for quick jobs, and no test may make the node send what a correct client never does. */
export function useStrictWorld(jobSeconds = 0.5): () => World {
	const world = useWorld();
	beforeEach(() => {
		world().simulator.settings.jobSeconds = jobSeconds;
	});
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));
	return world;
}
