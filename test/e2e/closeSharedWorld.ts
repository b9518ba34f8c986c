import { keptWorld } from './keptWorld';

/** jest calls it once, after the last file. */
export default async function closeSharedWorld(): Promise<void> {
	await keptWorld()?.close();
}
