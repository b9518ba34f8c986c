const { AsyncLocalStorage } = require('node:async_hooks');
const { createContext } = require('node:vm');

const { ModuleMocker } = require('jest-mock');

const globals = () =>
	new Map(
		Reflect.ownKeys(globalThis).map((key) => [
			key,
			Object.getOwnPropertyDescriptor(globalThis, key),
		]),
	);

/** AsyncLocalStorages in use, by whomever. */
const storages = new Set();

for (const name of ['run', 'enterWith']) {
	const use = AsyncLocalStorage.prototype[name];
	AsyncLocalStorage.prototype[name] = function (...given) {
		storages.add(this);
		return use.apply(this, given);
	};
}

/**
 * One in use slows down each promise of the worker, for good: Node asks them all. jest makes a new
 * one for each file, so promises of the last files would be twenty times as slow. The next use turns
 * one on again.
 */
function turnOffStorages() {
	for (const storage of storages) storage.disable();
	storages.clear();
}

/**
 * Runs a test file among the worker's own globals, not among new ones: so it can use the packages
 * that `oneRealmRuntime.js` loads once for all files. What the file changes among the globals and
 * in the environment variables is put back after it.
 */
module.exports = class OneRealmEnvironment {
	constructor() {
		this.global = globalThis;
		this.moduleMocker = new ModuleMocker(globalThis);
		// jest's own clocks: ours is test/engine/harness/fastClock.ts.
		this.fakeTimers = null;
		this.fakeTimersModern = null;
		this.globals = globals();
		this.exit = process.exit;
		this.variables = { ...process.env };
		// jest clears up in it after the last test.
		this.context = createContext();
	}

	async setup() {
		// jest sets 100, and n8n makes errors, with their stacks, for things that are no trouble.
		Error.stackTraceLimit = 15;
	}

	/** jest's own tells snapshots in which of several tests at once they are taken: ours take none there. */
	handleTestEvent({ name }) {
		if (name === 'test_fn_start') turnOffStorages();
	}

	async teardown() {
		turnOffStorages();
		for (const [key, { configurable }] of globals()) {
			if (configurable && !this.globals.has(key)) delete globalThis[key];
		}
		for (const [key, before] of this.globals) {
			const after = Object.getOwnPropertyDescriptor(globalThis, key);
			if (before.configurable && after?.value !== before.value) {
				Object.defineProperty(globalThis, key, before);
			}
		}
		process.exit = this.exit;
		for (const name of Object.keys(process.env)) {
			if (!(name in this.variables)) delete process.env[name];
		}
		Object.assign(process.env, this.variables);
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	getVmContext() {
		return this.context;
	}
};
