import { World } from '../../dev/world/world';
import { keepWorld, keptWorld } from './keptWorld';

/** The one world of all files that need no n8n of their own; a new one when that n8n has ended. */
export async function sharedWorld(): Promise<World> {
	const before = keptWorld();
	if (before?.isUp) {
		before.forget();
		return before;
	}
	await before?.close();
	const world = await World.create();
	keepWorld(world);
	return world;
}
