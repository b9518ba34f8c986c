import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment } from './environment';

const run = promisify(execFile);

const REPOSITORY = resolve(__dirname, '../..');

interface Manifest {
	name: string;
	version: string;
	[field: string]: unknown;
}

const readManifest = async (path: string): Promise<Manifest> =>
	JSON.parse(await readFile(path, 'utf8')) as Manifest;

/**
 * Packs the built node as `npm publish` would, into `folder`.
 * @returns the tarball's path
 * @throws when `dist` has not been built
 */
export async function packNode(folder: string): Promise<string> {
	await access(join(REPOSITORY, 'dist')).catch(() => {
		throw new Error('Nothing to pack: run "npm run build" first');
	});
	await mkdir(folder, { recursive: true });
	const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
		cwd: REPOSITORY,
		env: childEnvironment(),
	});
	return join(folder, stdout.trim());
}

/**
 * Installs a packed node into an n8n user folder (before n8n starts) by the steps of n8n's own
 * installer: unpack into `.n8n/nodes/node_modules`, drop the dependencies that n8n drops, install the
 * rest, note the version (n8n 2.41.1, community-packages.service.js, downloadPackage).
 * @returns the package's name
 */
export async function installPackage(tarball: string, userFolder: string): Promise<string> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	const unpacked = join(nodesFolder, 'unpacked');
	await mkdir(unpacked, { recursive: true });
	await run('tar', [
		'-xzf',
		tarball,
		'-C',
		unpacked,
		'--strip-components=1',
		'package/package.json',
	]);
	const { name, version } = await readManifest(join(unpacked, 'package.json'));

	const packageFolder = join(nodesFolder, 'node_modules', name);
	await mkdir(packageFolder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', packageFolder, '--strip-components=1']);
	const manifestPath = join(packageFolder, 'package.json');
	const manifest = await readManifest(manifestPath);
	delete manifest['devDependencies'];
	delete manifest['peerDependencies'];
	delete manifest['optionalDependencies'];
	await writeFile(manifestPath, JSON.stringify(manifest, null, 2));
	await run(
		'npm',
		[
			'install',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		],
		{ cwd: packageFolder, env: childEnvironment() },
	);

	const ledger = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(join(nodesFolder, 'package.json'), JSON.stringify(ledger, null, 2));
	return name;
}
