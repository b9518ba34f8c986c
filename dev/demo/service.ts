import { type Simulator, startSimulator } from '../simulator';
import type { Cleanup } from './cleanup';
import { UsageError } from './usage';

/** WaveSpeedAI's own address, the credential type's default. */
const LIVE_URL = 'https://api.wavespeed.ai';

/** Seconds that a simulated job takes: long enough to watch, short enough to wait for. */
const SIMULATED_JOB = 8;

/** Where generations are made: at WaveSpeedAI, or on this machine. */
export interface Service {
	apiKey: string;
	baseUrl: string;
	/** Undefined for the real one. */
	simulator?: Simulator;
}

const environmentKey = (): string | undefined => process.env['WAVESPEED_API_KEY']?.trim();

/** @throws UsageError when there is no key for the real service */
export function checkLiveKey(): string {
	const apiKey = environmentKey();
	if (!apiKey) throw new UsageError('--live needs an API key in WAVESPEED_API_KEY');
	return apiKey;
}

/**
 * The real service with the key of the environment, or a simulator.
 * @throws UsageError when the real one is asked for without a key
 */
export async function chooseService(live: boolean, cleanup: Cleanup): Promise<Service> {
	if (live) return { apiKey: checkLiveKey(), baseUrl: LIVE_URL };
	if (environmentKey()) {
		console.log('WAVESPEED_API_KEY is set but not used: without --live the service is simulated.');
	}
	const simulator = await cleanup.add(
		startSimulator({ settings: { jobSeconds: SIMULATED_JOB, captions: true } }),
		(running) => running.close(),
	);
	return { apiKey: simulator.apiKey, baseUrl: simulator.url, simulator };
}
