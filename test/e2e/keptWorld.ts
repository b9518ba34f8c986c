import type { World } from '../../dev/world/world';

/** Files share a process and its globals (`test/jest`), but no modules: there the next one finds it. */
const KEY = Symbol.for('the world that test files share');

export const keptWorld = (): World | undefined => Reflect.get(globalThis, KEY) as World | undefined;

export function keepWorld(value: World): void {
	// What can't be configured outlives the file.
	Object.defineProperty(globalThis, KEY, { value, writable: true, configurable: false });
}
