import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { childEnvironment, installHost } from '../../dev/n8n';
import { runLogged } from '../../dev/n8n/loggedCommand';
import { takePrebuiltSqlite3 } from '../../dev/n8n/prebuiltSqlite3';

test('n8n’s sqlite3 works without a compiler', async () => {
	const host = await installHost();
	const folder = await mkdtemp(join(tmpdir(), 'wavespeed-sqlite3-'));
	try {
		for (const name of ['sqlite3', 'bindings', 'file-uri-to-path']) {
			const isSource = (path: string) => !path.includes(join('sqlite3', 'build'));
			const path = join('node_modules', name);
			await cp(join(host.folder, path), join(folder, path), { recursive: true, filter: isSource });
		}
		const env = childEnvironment({ PATH: `${host.binFolder}:${process.env['PATH'] ?? ''}` });
		const log = join(folder, 'log');
		const ask = () => runLogged('node', ['-e', "require('sqlite3')"], { cwd: folder, env, log });

		await expect(ask()).rejects.toThrow('node_sqlite3.node');
		expect(await takePrebuiltSqlite3(folder, env, log)).toBe(true);
		await ask();
	} finally {
		await rm(folder, { recursive: true });
	}
});
