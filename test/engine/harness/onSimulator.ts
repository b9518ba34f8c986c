import { type Settings, type Simulator, startSimulator } from '../../../dev/simulator';

/** The simulator, and credentials for it. */
export interface World extends Simulator {
	credentials: { apiKey: string; baseUrl: string };
}

/**
 * A test on a simulator of its own, over real HTTP on loopback. In the end the simulator must have
 * seen nothing that a well-behaved client never does.
 */
export function onSimulator(work: (world: World) => Promise<void>, settings?: Partial<Settings>) {
	return async () => {
		const simulator = await startSimulator({ settings });
		try {
			const { apiKey, url: baseUrl } = simulator;
			await work(Object.assign(simulator, { credentials: { apiKey, baseUrl } }));
			expect(simulator.unexpected).toEqual([]);
		} finally {
			await simulator.close();
		}
	};
}
