import { execFile } from 'node:child_process';
import { copyFile, cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment, packNode, readPackedManifest, unpack } from '../../dev/n8n';

const run = promisify(execFile);

const REPOSITORY = resolve(__dirname, '../..');
/** What n8n's scanner looks at in a published tarball (scanner.mjs, analyzePackageByName). */
const TARBALL_PATTERNS = ['**/*.js', 'package.json'];

interface ScanResult {
	passed: boolean;
	message?: string;
	details?: string;
}

/** What package.json names to n8n. */
interface Loaded {
	nodes: string[];
	credentials: string[];
}

let folder = '';
let tarball = '';

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'wavespeed-package-'));
	tarball = await packNode(folder);
	await unpack(tarball, join(folder, 'unpacked'));
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

async function scan(target: string, patterns: string[] | 'source'): Promise<ScanResult> {
	const given = patterns === 'source' ? patterns : JSON.stringify(patterns);
	// childEnvironment: n8n's rules take every file for a node under jest's NODE_ENV=test.
	const { stdout } = await run(process.execPath, [join(__dirname, 'scan.mjs'), target, given], {
		env: childEnvironment(),
	});
	return JSON.parse(stdout) as ScanResult;
}

async function filesIn(target: string): Promise<string[]> {
	const entries = await readdir(target, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(target, join(entry.parentPath, entry.name)))
		.sort();
}

test("n8n's vetting scanner passes the packed tarball", async () => {
	expect(await scan(join(folder, 'unpacked'), TARBALL_PATTERNS)).toEqual({ passed: true });
});

test("n8n's vetting scanner passes the source", async () => {
	const source = join(folder, 'source');
	for (const part of ['nodes', 'credentials', 'icons', 'package.json']) {
		await cp(join(REPOSITORY, part), join(source, part), { recursive: true });
	}
	expect(await scan(source, 'source')).toEqual({ passed: true });
});

test('the scanner does find what it is there to find', async () => {
	const source = join(folder, 'spoilt');
	await cp(join(folder, 'unpacked'), source, { recursive: true });
	await copyFile(join(__dirname, 'scan.mjs'), join(source, 'dist', 'spoilt.js'));

	const result = await scan(source, TARBALL_PATTERNS);

	expect(result.passed).toBe(false);
	expect(result.details).toContain('spoilt.js');
});

test('the tarball holds the compiled code, the icons, the codex and the papers, and nothing else', async () => {
	const files = await filesIn(join(folder, 'unpacked'));
	const papers = files.filter((file) => dirname(file) === '.');
	const built = files.filter((file) => file.startsWith('dist/'));

	expect(papers).toEqual(['LICENSE', 'README.md', 'package.json']);
	expect(built.length + papers.length).toBe(files.length);
	expect(built.filter((file) => !/^dist\/(nodes|credentials|icons)\//.test(file))).toEqual([]);
	expect(built.filter((file) => !/\.(js|svg|node\.json)$/.test(file))).toEqual([]);
	expect(files.filter((file) => /test/i.test(file))).toEqual([]);
});

test('the code is one file, which the files that n8n loads share, and each of these has its class', async () => {
	const { nodes, credentials } = (await readPackedManifest(tarball))['n8n'] as Loaded;
	const loaded = [...credentials, ...nodes];
	const files = await filesIn(join(folder, 'unpacked'));

	expect(files.filter((file) => file.endsWith('.js'))).toEqual(
		[...loaded, 'dist/nodes/WaveSpeedVideo/shared.js'].sort(),
	);
	for (const file of loaded) {
		const code = await readFile(join(folder, 'unpacked', file), 'utf8');
		const parts = [...code.matchAll(/^\/\/ (.*\.ts)$/gm)].map(([, source]) => `dist/${source}`);
		expect(parts).toEqual([file.replace(/\.js$/, '.ts')]);
	}
});

test('every file that package.json and the code name is in the tarball', async () => {
	const manifest = await readPackedManifest(tarball);
	const files = await filesIn(join(folder, 'unpacked'));
	const { nodes, credentials } = manifest['n8n'] as Loaded;

	expect(files).toEqual(expect.arrayContaining([...nodes, ...credentials]));
	expect(files).toEqual(
		expect.arrayContaining(nodes.map((node) => node.replace(/\.js$/, '.json'))),
	);
	for (const file of [...nodes, ...credentials]) {
		const code = await readFile(join(folder, 'unpacked', file), 'utf8');
		const icons = [...code.matchAll(/"file:([^"]+)"/g)].map(([, path]) =>
			join(dirname(file), path ?? ''),
		);
		expect(icons.length).toBeGreaterThan(0);
		expect(files).toEqual(expect.arrayContaining(icons));
	}
});

test('the package brings no runtime dependencies', async () => {
	const manifest = await readPackedManifest(tarball);

	expect(manifest['dependencies']).toBeUndefined();
	expect(manifest['optionalDependencies']).toBeUndefined();
	expect(manifest['bundleDependencies']).toBeUndefined();
	expect(manifest['peerDependencies']).toEqual({ 'n8n-workflow': '*' });
});

test("the lint configuration is n8n's default, unchanged", async () => {
	const template = 'node_modules/@n8n/node-cli/dist/template/templates/shared/default';
	const read = async (path: string) =>
		(await readFile(join(REPOSITORY, path, 'eslint.config.mjs'), 'utf8')).trim().split(/\s+/);

	expect(await read('.')).toEqual(await read(template));
});
