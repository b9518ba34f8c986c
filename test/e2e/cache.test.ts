import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeOnce } from '../../dev/n8n/cache';

const silent = (): void => {};

let cache = '';
const before = process.env['XDG_CACHE_HOME'];

beforeEach(async () => {
	cache = await mkdtemp(join(tmpdir(), 'wavespeed-cache-'));
	process.env['XDG_CACHE_HOME'] = cache;
});

afterEach(async () => {
	if (before === undefined) delete process.env['XDG_CACHE_HOME'];
	else process.env['XDG_CACHE_HOME'] = before;
	await rm(cache, { recursive: true, force: true });
});

test('two runs at once make a host once, and both get it', async () => {
	let made = 0;
	const make = async (partial: string): Promise<void> => {
		made += 1;
		await writeFile(join(partial, 'n8n'), 'whole');
	};

	const folders = await Promise.all([
		makeOnce('host', make, silent),
		makeOnce('host', make, silent),
	]);

	expect(made).toBe(1);
	expect(folders[0]).toBe(folders[1]);
	expect(await readFile(join(folders[0] ?? '', 'n8n'), 'utf8')).toBe('whole');
});

test('an installation that broke off is made anew, without what it left', async () => {
	const breaking = async (partial: string): Promise<void> => {
		await writeFile(join(partial, 'half'), '');
		throw new Error('npm failed');
	};
	await expect(makeOnce('host', breaking, silent)).rejects.toThrow('npm failed');

	const folder = await makeOnce(
		'host',
		(partial) => writeFile(join(partial, 'n8n'), 'whole'),
		silent,
	);

	expect(await readFile(join(folder, 'n8n'), 'utf8')).toBe('whole');
	await expect(readFile(join(folder, 'half'))).rejects.toThrow('ENOENT');
});
