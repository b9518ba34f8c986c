import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BinaryDataBlobManager, BinaryDataConfig, type BinaryDataService } from 'n8n-core';
import S3rver from 's3rver';

import { binaryDataService } from './host';
import { recordingLogger } from './recordingLogger';

const BUCKET = 'n8n';

// n8n-core brings its own copies of these packages.
const requireFromCore = createRequire(require.resolve('n8n-core'));
type ByteStore = ConstructorParameters<typeof BinaryDataBlobManager>[0];
type ErrorReporter = ConstructorParameters<typeof BinaryDataBlobManager>[1];
const { S3ByteStore } = requireFromCore('@n8n/blob-storage') as {
	S3ByteStore: new (store: object) => ByteStore;
};
const { Container } = requireFromCore('@n8n/di') as {
	Container: { get(type: typeof BinaryDataConfig): BinaryDataConfig };
};
const { ObjectStoreService } = requireFromCore('@n8n/blob-storage/object-store') as {
	ObjectStoreService: new (logger: object, config: object) => { init(): Promise<void> };
};

/**
 * Lets n8n keep binary data in S3, in a real S3-compatible server on loopback. Call it after
 * `useHost`. (The n8n server itself starts in this mode only with a licence; its storage classes
 * may be run without one in tests, see LICENSE_EE.md of n8n-core.)
 */
export function useS3Storage(): void {
	let server: S3rver;
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'wavespeed-s3-'));
		server = new S3rver({
			address: '127.0.0.1',
			port: 0,
			silent: true,
			directory: folder,
			configureBuckets: [{ name: BUCKET, configs: [] }],
		});
		const { port } = await server.run();
		await storeIn(port, binaryDataService());
	});
	afterAll(async () => {
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	});
}

async function storeIn(port: number, service: BinaryDataService): Promise<void> {
	const store = new ObjectStoreService(recordingLogger, {
		host: `127.0.0.1:${port}`,
		protocol: 'http',
		forcePathStyle: true,
		maxAttempts: 3,
		startupTimeoutMs: 10_000,
		bucket: { name: BUCKET, region: 'us-east-1' },
		credentials: { accessKey: 'S3RVER', accessSecret: 'S3RVER', authAutoDetect: false },
	});
	await store.init();
	Container.get(BinaryDataConfig).mode = 's3';
	await service.init();
	const noReports = { error: () => undefined } as unknown as ErrorReporter;
	service.setManager('s3', new BinaryDataBlobManager(new S3ByteStore(store), noReports));
}
