import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import fastify from 'fastify';

import { readPackedManifest } from './pack';

export interface LoopbackRegistry {
	/** For `startN8n`: with it n8n's own installer finds the package here. */
	env: NodeJS.ProcessEnv;
	name: string;
	version: string;
	close(): Promise<void>;
}

/**
 * Publishes one tarball to a package registry on loopback, as if it were on npm. n8n takes another
 * registry by its settings only with a licence, so its `npm` gets the address as a last argument.
 */
export async function publishOnLoopback(tarball: string): Promise<LoopbackRegistry> {
	const manifest = await readPackedManifest(tarball);
	const { name, version } = manifest;
	const bytes = await readFile(tarball);
	const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
	const server = fastify({ forceCloseConnections: true });
	server.get(`/${name}`, (request) => ({
		name,
		'dist-tags': { latest: version },
		versions: {
			[version]: {
				...manifest,
				dist: { tarball: `http://${request.host}/${name}.tgz`, integrity },
			},
		},
	}));
	server.get(`/${name}.tgz`, (_request, reply) =>
		reply.type('application/octet-stream').send(bytes),
	);
	const url = await server.listen({ host: '127.0.0.1', port: 0 });

	const folder = await mkdtemp(join(tmpdir(), 'n8n-wavespeed-npm-'));
	const path = process.env['PATH'] ?? '';
	const npm = join(folder, 'npm');
	await writeFile(npm, `#!/bin/sh\nPATH='${path}' exec npm "$@" --registry=${url}\n`);
	await chmod(npm, 0o755);
	return {
		env: { PATH: folder + delimiter + path },
		name,
		version,
		async close() {
			await server.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
