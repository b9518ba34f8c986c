// Tests, the demo and the tools run on a developer's machine, never inside n8n Cloud: they need
// Node's built-ins, so they get typescript-eslint's own rules and not the community-node ones.
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig({
	files: ['**/*.ts', '**/*.mts'],
	extends: [js.configs.recommended, tseslint.configs.strict],
	rules: {
		// Types are checked together with those of test/, where these are globals.
		'no-restricted-globals': [
			'error',
			...[
				'afterAll',
				'afterEach',
				'beforeAll',
				'beforeEach',
				'describe',
				'expect',
				'it',
				'jest',
				'test',
			],
		],
	},
});
