const { statSync } = require('node:fs');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');

const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/** Keeps one file's tests. */
const CIRCUS = `${PACKAGES}jest-circus${sep}`;

/** Keeps where lines of a file stood when it was first asked; while one watches, files change. */
const SOURCE_MAPS = `${PACKAGES}source-map-support${sep}`;

/** What each of our files was made into, until it is saved again: jest asks for each test file. */
const transformed = new Map();

/** The same, compiled: called anew for each test file, which gets variables of its own. */
const compiled = new Map();

/**
 * jest's loader of modules, but for one thing: packages are loaded by Node, once per worker, as n8n
 * loads them once per process. jest alone loads n8n-core's 2,000 files anew for each test file.
 * jest's own matchers and formatters are shared, too. Our own files are run anew as ever, but
 * compiled only once.
 */
module.exports = class OneRealmRuntime extends Runtime {
	isShared(path) {
		if (!path.includes(PACKAGES) || path.includes(CIRCUS)) return false;
		const { watch, watchAll } = this._globalConfig;
		return !((watch || watchAll) && path.includes(SOURCE_MAPS));
	}

	_loadModule(module, from, name, path, options, registry) {
		if (!this.isShared(path)) {
			super._loadModule(module, from, name, path, options, registry);
			return;
		}
		module.exports = require(path);
		module.loaded = true;
	}

	transformFile(filename, options) {
		if (options?.isInternalModule) return super.transformFile(filename, options);
		const { mtimeMs } = statSync(filename);
		let known = transformed.get(filename);
		if (known?.mtimeMs !== mtimeMs) {
			super.transformFile(filename, options);
			known = { mtimeMs, file: this._fileTransforms.get(filename) };
			transformed.set(filename, known);
		}
		const { file } = known;
		this._fileTransforms.set(filename, file);
		if (file.sourceMapPath) this._sourceMapRegistry.set(filename, file.sourceMapPath);
		return file.code;
	}

	createScriptFromCode(source, filename) {
		let known = compiled.get(filename);
		if (known?.source !== source) {
			const run = compileFunction(source, this.constructInjectedModuleParameters(), { filename });
			known = { source, run };
			compiled.set(filename, known);
		}
		return known.run;
	}
};
