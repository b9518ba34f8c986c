const { sep } = require('node:path');
const { compileFunction } = require('node:vm');

const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/**
 * jest's loader of modules, but for one thing: packages are loaded by Node, once per worker, as n8n
 * loads them once per process. jest alone loads n8n-core's 2,000 files anew for each test file.
 * Our own files are loaded anew as ever.
 */
module.exports = class OneRealmRuntime extends Runtime {
	_loadModule(module, from, name, path, options, registry) {
		if (options?.isInternalModule || !path.includes(PACKAGES)) {
			super._loadModule(module, from, name, path, options, registry);
			return;
		}
		module.exports = require(path);
		module.loaded = true;
	}

	createScriptFromCode(source, filename) {
		return compileFunction(source, this.constructInjectedModuleParameters(), { filename });
	}
};
