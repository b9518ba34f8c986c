import { type Simulator, type SimulatorOptions, startSimulator } from '../../dev/simulator';
import { TestClient } from './testClient';

export interface World {
	simulator: Simulator;
	client: TestClient;
}

/** One simulator for all tests of a file, afresh for each, with quick jobs unless told otherwise. */
export function useSimulator(options: SimulatorOptions = {}): World {
	const world = {} as World;
	beforeAll(async () => {
		const settings = { jobSeconds: 0.05, ...options.settings };
		world.simulator = await startSimulator({ ...options, settings });
		world.client = new TestClient(world.simulator);
	});
	beforeEach(() => world.simulator.reset());
	afterAll(() => world.simulator.close());
	return world;
}
