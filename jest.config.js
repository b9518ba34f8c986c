const { availableParallelism } = require('node:os');

// Which unit tests run on zod 4 too: n8n may hand our imports either, as another package's hoisting
// decides. test/unit/house/zod4.test.ts fails when one that reads with zod is missing.
const zod4 = require('./test/zod4.json');

// Types are checked by tsc (`npm run typecheck`, a part of `npm test`); swc only strips them, as
// tsconfig.json says it: the same language level and the same meaning of class fields.
const transform = {
	'^.+\\.ts$': [
		'@swc/jest',
		{
			jsc: {
				parser: { syntax: 'typescript' },
				target: 'es2021',
				transform: { useDefineForClassFields: false },
			},
			module: { type: 'commonjs' },
		},
	],
};

const project = (displayName, ...folders) => ({
	displayName,
	transform,
	testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
	// The folders of the tests' n8n versions hold manifests of the same name.
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/', '<rootDir>/dev/n8n/n8n-'],
});

/** Many small files on the same packages: these are loaded once per worker, not once per file. */
const inOneRealm = (displayName, ...folders) => ({
	...project(displayName, ...folders),
	testEnvironment: '<rootDir>/test/jest/oneRealmEnvironment.js',
	runtime: '<rootDir>/test/jest/oneRealmRuntime.js',
	setupFiles: ['<rootDir>/test/jest/draws.ts'],
});

/** @type {import('jest').Config} */
module.exports = {
	projects: [
		inOneRealm('unit', 'unit'),
		{
			...inOneRealm('unit-zod4', ...zod4.folders.map((folder) => `unit/${folder}`)),
			testPathIgnorePatterns: Object.keys(zod4.exceptions),
			moduleNameMapper: { '^zod$': 'zod4' },
		},
		inOneRealm('simulator', 'simulator'),
		inOneRealm('engine', 'engine'),
		project('film', 'film'),
		{ ...inOneRealm('e2e', 'e2e'), globalTeardown: '<rootDir>/test/e2e/closeSharedWorld.ts' },
		project('queue', 'queue'),
	],
	// n8n-core keeps a handle open after a workflow has run (docs/engine-facts.md, J).
	forceExit: true,
	// More than there are cores: much of the tests' time is waiting. (jest reads 150% as 150.)
	maxWorkers: Math.ceil(availableParallelism() * 1.5),
	// Far beyond what any takes on a busy machine: a test waits for what happens, not for a time.
	testTimeout: process.env.FC_TIMES ? 3_600_000 : 600_000,
};
