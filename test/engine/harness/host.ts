import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BinaryDataConfig, BinaryDataService, ErrorReporter } from 'n8n-core';
import { LoggerProxy } from 'n8n-workflow';

import { recordingLogger } from './recordingLogger';

/** How n8n keeps binary data: `filesystem` (default of a regular n8n 2.x) or in memory (`default`). */
export type StorageMode = 'filesystem' | 'default';

type Identifier<T> = abstract new (...args: never[]) => T;

interface HostContainer {
	get<T>(type: Identifier<T>): T;
	set<T>(type: Identifier<T>, instance: T | undefined): void;
}

// n8n-core brings its own copies of these packages; the engine sees only what is put into those.
const requireFromCore = createRequire(require.resolve('n8n-core'));
const { Container } = requireFromCore('@n8n/di') as { Container: HostContainer };
const { Logger: HostLogger } = requireFromCore('@n8n/backend-common') as {
	Logger: Identifier<typeof recordingLogger>;
};

const { SsrfProtectionConfig } = requireFromCore('@n8n/config') as {
	SsrfProtectionConfig: Identifier<{ enabled: boolean }>;
};

/** Runs `work` with n8n's protection against requests to the local network (off by default). */
export async function withSsrfProtection<T>(work: () => Promise<T>): Promise<T> {
	const config = Container.get(SsrfProtectionConfig);
	config.enabled = true;
	try {
		return await work();
	} finally {
		config.enabled = false;
	}
}

/** n8n's binary data service of the host that {@link startHost} prepared. */
export const binaryDataService = () => Container.get(BinaryDataService);

/**
 * Prepares n8n-core for the tests of this file as n8n's start command does: an instance folder, a
 * logger and binary data storage. Afterwards the folder is removed with all that runs have stored.
 */
export function useHost(mode: StorageMode = 'filesystem'): void {
	let stop: () => void;
	beforeAll(async () => {
		stop = await startHost(mode);
	});
	afterAll(() => stop());
}

async function startHost(mode: StorageMode): Promise<() => void> {
	const folder = mkdtempSync(join(tmpdir(), 'wavespeed-engine-'));
	process.env.N8N_USER_FOLDER = folder;
	process.env.N8N_ENCRYPTION_KEY = 'engine-tests';
	Container.set(HostLogger, recordingLogger);
	// One that an earlier file's errors have made writes into that file's log: a new one is made.
	Container.set(ErrorReporter, undefined);
	LoggerProxy.init(recordingLogger);

	const config = Container.get(BinaryDataConfig);
	config.mode = mode;
	config.localStoragePath = join(folder, 'binaryData');
	await binaryDataService().init();

	return () => rmSync(folder, { recursive: true, force: true });
}
