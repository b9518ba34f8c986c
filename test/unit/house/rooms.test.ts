import * as newest from 'n8n-workflow';
import * as oldest from 'n8n-workflow-1';

import { importsOf, sourcesOf } from './imports';
import { HOST_IMPORTS, problemsOf, ROOMS, roomOf } from './rules';

const all = (...folders: string[]) =>
	folders.flatMap((folder) =>
		[...sourcesOf(folder)].flatMap(([file, text]) => importsOf(file, text)),
	);

const inNode = (path: string, text: string) =>
	problemsOf(importsOf(`nodes/WaveSpeedVideo/${path}`, text));

describe('the rooms', () => {
	it('import downwards only, and of n8n only what is pinned', () => {
		expect(problemsOf(all('nodes', 'credentials'))).toEqual([]);
	});

	it('are all in the table, and all there', () => {
		const files = ['nodes', 'credentials', 'dev'].flatMap((folder) => [
			...sourcesOf(folder).keys(),
		]);
		const rooms = new Set(files.map(roomOf));
		expect([...rooms].filter((room) => !(room in ROOMS))).toEqual([]);
	});

	it('let tools look at pure parts only, and at no test', () => {
		expect(problemsOf(all('dev'))).toEqual([]);
	});
});

describe('a wrong import is named with its file, line and rule:', () => {
	it.each([
		['a climb', 'api/x.ts', "import { a } from '../items/plan';", 'api may import from: base'],
		['a neighbour', 'media/in/x.ts', "import '../out/y';", 'media/in may import from'],
		['a type', 'base/x.ts', "import type { A } from '../api/y';", 'nothing of ours'],
		['a type in place', 'base/x.ts', "let a: import('../api/y').A;", 'nothing of ours'],
		['a re-export', 'host/x.ts', "export * from '../models/y';", 'host may import from'],
		['a call', 'fields/x.ts', "void import('../media/y');", 'fields may import from'],
		['a require', 'fields/x.ts', "require('../media/y');", 'fields may import from'],
		['a test', 'items/x.ts', "import { a } from '../../../test/y';", 'items may import from'],
		['a package', 'items/x.ts', "import { a } from 'lodash';", '"a" is not among'],
		['a name', 'host/x.ts', "import { sleepWithAbort } from 'n8n-workflow';", '"sleepWithAbort"'],
		['a whole package', 'host/x.ts', "import * as n8n from 'n8n-workflow';", '"*" is not among'],
		[
			'a built-in',
			'base/x.ts',
			"import { join } from 'path';",
			"n8n Cloud forbids Node's built-ins",
		],
		[
			'an error made elsewhere',
			'items/x.ts',
			"import { NodeApiError } from 'n8n-workflow';",
			'"NodeApiError" belongs to host/errors.ts: return a Failure',
		],
	])('%s', (_name, path, text, rule) => {
		const [problem, ...others] = inNode(path, text);
		expect(others).toEqual([]);
		expect(problem).toContain(`nodes/WaveSpeedVideo/${path}:1 imports `);
		expect(problem).toContain(rule);
	});

	it('and each wrong name of one import', () => {
		const text = "import { deepCopy, NodeApiError, sleep } from 'n8n-workflow';";
		expect(inNode('items/x.ts', text)).toEqual(
			['"deepCopy" is not', '"NodeApiError" belongs to', '"sleep" belongs to host/'].map((rule) =>
				expect.stringContaining(`nodes/WaveSpeedVideo/items/x.ts:1 imports n8n-workflow: ${rule}`),
			),
		);
	});

	it('and a right one is not', () => {
		expect(inNode('items/x.ts', "import { a } from '../api/y'; import { z } from 'zod';")).toEqual(
			[],
		);
		expect(inNode('base/x.ts', "import type { INode } from 'n8n-workflow';")).toEqual([]);
	});
});

describe('what the node takes from n8n at run time', () => {
	const names = Object.keys(HOST_IMPORTS['n8n-workflow'] ?? {});

	it.each([
		['oldest', oldest],
		['newest', newest],
	])('is there in the %s supported n8n-workflow', (_name, module) => {
		expect(names.filter((name) => !(name in module))).toEqual([]);
	});

	it('is all in use: what is not is taken off the list', () => {
		const used = all('nodes', 'credentials').flatMap(({ from, values }) =>
			values.map((name) => `${from} ${name}`),
		);
		const pinned = Object.entries(HOST_IMPORTS).flatMap(([from, pins]) =>
			Object.keys(pins).map((name) => `${from} ${name}`),
		);
		expect(pinned.filter((pin) => !used.includes(pin))).toEqual([]);
	});
});
