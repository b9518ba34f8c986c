import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { readPackedManifest, unpack } from '../n8n/pack';

/** A process's own user folder, with the packed node in the place of community packages. */
export async function userFolderFor(
	folder: string,
	name: string,
	tarball: string,
): Promise<string> {
	const userFolder = join(folder, name);
	const { name: packageName } = await readPackedManifest(tarball);
	const target = join(userFolder, '.n8n/nodes/node_modules', packageName);
	await mkdir(userFolder, { recursive: true });
	await unpack(tarball, target);
	return userFolder;
}
