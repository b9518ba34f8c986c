const transform = {
	'^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }],
};

const project = (displayName, folder) => ({
	displayName,
	transform,
	testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
	// The folders of the tests' n8n versions hold manifests of the same name.
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/', '<rootDir>/dev/n8n/n8n-'],
	testEnvironment: 'node',
});

/** @type {import('jest').Config} */
module.exports = {
	projects: [
		project('unit', 'unit'),
		{
			// n8n may hand our imports zod 4 (another package's hoisting decides): the same tests on it.
			...project('unit-zod4', 'unit'),
			moduleNameMapper: { '^zod$': 'zod4' },
		},
		project('simulator', 'simulator'),
		project('engine', 'engine'),
		project('film', 'film'),
		project('e2e', 'e2e'),
	],
	// n8n-core keeps a handle open after a workflow has run (n8n-engine-facts J).
	forceExit: true,
	testTimeout: 60_000,
};
