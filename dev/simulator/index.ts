/**
 * WaveSpeed on loopback, for tests, the demo and the benchmark:
 *
 *     const simulator = await startSimulator();
 *     // credential: { apiKey: simulator.apiKey, baseUrl: simulator.url }
 *     simulator.settings.jobSeconds = 0.2;
 *     simulator.misbehave({ on: 'download', fault: { kind: 'reset', afterBytes: 5000 } });
 *     // … run the node …
 *     expect(simulator.billed).toHaveLength(1);
 *     expect(simulator.unexpected).toEqual([]);
 *     await simulator.close();
 */
export type { CallbackRecord } from './callbacks';
export { about } from './faults';
export type { HttpFault, JobFault, Operation, Rule } from './faults';
export { averageColor, picture } from './media/pictures';
export type { PictureFormat } from './media/pictures';
export { probeVideo } from './media/probe';
export type { Prediction } from './predictions';
export { headersBeyondHttp } from './requestLog';
export type { RequestRecord } from './requestLog';
export { accountLevels } from './settings';
export type { Settings } from './settings';
export { startSimulator } from './simulator';
export type { Simulator, SimulatorOptions } from './simulator';
