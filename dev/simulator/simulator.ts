import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Account } from './account';
import type { BilledGeneration } from './account';
import { sha256 } from './bytes';
import { Callbacks } from './callbacks';
import type { CallbackRecord } from './callbacks';
import { CdnFiles } from './cdnFiles';
import { Faults } from './faults';
import type { Rule } from './faults';
import { Jobs } from './jobs';
import { Predictions } from './predictions';
import type { Prediction } from './predictions';
import { RequestLog } from './requestLog';
import type { RequestRecord, Unexpected } from './requestLog';
import { apiServer, cdnServer } from './servers';
import type { Service } from './service';
import { defaultSettings } from './settings';
import type { Settings } from './settings';
import { Uploads } from './uploads';

export interface SimulatorOptions {
	/** Port of the API; default: a free one. */
	port?: number;
	/** Port of the CDN; default: a free one. */
	cdnPort?: number;
	/** The accepted key. */
	apiKey?: string;
	/** Settings that differ from the defaults, also after a reset(). */
	settings?: Partial<Settings>;
}

/** WaveSpeed on loopback. */
export interface Simulator {
	/** The API's base URL, for the credential. */
	readonly url: string;
	/** Where outputs and uploaded media are; another origin than the API, as in reality. */
	readonly cdnUrl: string;
	readonly apiKey: string;
	/** Change these while it runs. */
	readonly settings: Settings;
	/** Every request since the start or the last reset(). */
	readonly requests: readonly RequestRecord[];
	/** Accepted, so billed generations; a refunded one stays in here. */
	readonly billed: readonly BilledGeneration[];
	readonly predictions: readonly Prediction[];
	/** Every call that told of a job's end. */
	readonly callbacks: readonly CallbackRecord[];
	/** What a correct client never causes: assert that it is empty. */
	readonly unexpected: readonly Unexpected[];
	/** Adds a rule; rules are used in the order in which they came. */
	misbehave(rule: Rule): void;
	/** Calls once more for a prediction that was submitted with an address; gives what was answered. */
	callAgain(predictionId: string): Promise<CallbackRecord>;
	/** Size and hash of a file on the CDN, by its URL; undefined when there is none. */
	cdnFile(url: string): Promise<{ bytes: number; sha256: string } | undefined>;
	/** Forgets requests, jobs, files and rules, and puts the settings back. */
	reset(): void;
	close(): Promise<void>;
}

const defaultApiKey = 'wsk_simulator';

function initialSettings(overrides: Partial<Settings> = {}): Settings {
	const settings = { ...defaultSettings(), ...overrides };
	return { ...settings, account: { ...settings.account } };
}

function newService(apiKey: string, settings: Settings): Service {
	const log = new RequestLog();
	const account = new Account(settings);
	const files = new CdnFiles();
	const urls = { api: '', cdn: '' };
	const callbacks = new Callbacks(settings, () => urls.api);
	return {
		log,
		faults: new Faults(),
		apiKey,
		settings,
		account,
		predictions: new Predictions(),
		jobs: new Jobs(settings, {
			refund: (prediction) => account.refund(prediction),
			ended: (prediction) => callbacks.ended(prediction),
			broken: ({ id }, error) => log.report(`No output for ${id}: ${String(error)}`),
		}),
		callbacks,
		uploads: new Uploads(() => urls.cdn, files),
		files,
		urls,
	};
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
	await app.listen({ host: '127.0.0.1', port });
	return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** Starts a simulator on 127.0.0.1. Close it, or the process stays alive. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const { apiKey = defaultApiKey, port = 0, cdnPort = 0 } = options;
	const settings = initialSettings(options.settings);
	const service = newService(apiKey, settings);
	const { log, account, faults, jobs, callbacks, predictions, uploads, files, urls } = service;
	const api = await apiServer(service);
	const cdn = cdnServer(service);
	urls.cdn = await listen(cdn, cdnPort);
	urls.api = await listen(api, port);
	return {
		url: urls.api,
		cdnUrl: urls.cdn,
		apiKey,
		settings,
		requests: log.requests,
		billed: account.billed,
		predictions: predictions.all,
		callbacks: callbacks.sent,
		unexpected: log.unexpected,
		misbehave: (rule) => faults.add(rule),
		async callAgain(predictionId) {
			const prediction = predictions.find(predictionId);
			if (!prediction) throw new Error(`No prediction ${predictionId}`);
			return await callbacks.call(prediction);
		},
		async cdnFile(url) {
			const file = files.get(new URL(url).pathname);
			return file && { bytes: file.bytes.size, sha256: await sha256(file.bytes) };
		},
		reset() {
			const parts = [jobs, callbacks, faults, log, account, predictions, uploads, files];
			for (const part of parts) part.clear();
			Object.assign(settings, { outputBytes: undefined }, initialSettings(options.settings));
		},
		async close() {
			jobs.clear();
			callbacks.clear();
			await Promise.all([api.close(), cdn.close()]);
		},
	};
}
