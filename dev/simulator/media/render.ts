import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** How one stream of the graph is encoded: FFmpeg's names of the codec and of its options. */
export interface TrackEncoding {
	codec: string;
	options?: Record<string, string>;
}

/** One file to make: an FFmpeg filter graph (outputs `[out0]`, `[out1]`, …) and its encodings. */
export interface RenderJob {
	graph: string;
	/** FFmpeg's name of the container. */
	format: string;
	muxer?: Record<string, string>;
	/** By stream index. */
	tracks: TrackEncoding[];
}

const run = promisify(execFile);
const renderer = join(__dirname, 'renderer.mts');
const inProgress = new Map<string, Promise<string>>();
let lastRender: Promise<unknown> = Promise.resolve();

/** Where finished files are kept between runs, safe for several processes at once. */
const cacheFolder = join(tmpdir(), 'n8n-nodes-wavespeed-video-simulator');

/** A short name for a file that depends on nothing but `parts`. */
export function contentKey(...parts: (string | Buffer)[]): string {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part).update('\0');
	return hash.digest('hex').slice(0, 32);
}

/**
 * The file that `make` writes, made once per name: a later call, in this process or in another,
 * gets the finished file. It appears under its name whole (written aside, then renamed).
 */
export async function cachedFile(
	name: string,
	make: (path: string) => Promise<void>,
): Promise<string> {
	const path = join(cacheFolder, name);
	if (existsSync(path)) return path;
	const running = inProgress.get(name);
	if (running) return running;
	const making = makeAside(path, make).finally(() => inProgress.delete(name));
	inProgress.set(name, making);
	return making;
}

async function makeAside(path: string, make: (path: string) => Promise<void>): Promise<string> {
	await mkdir(cacheFolder, { recursive: true });
	const aside = `${path}.${randomUUID()}.part`;
	try {
		await make(aside);
		await rename(aside, path);
	} finally {
		await rm(aside, { force: true });
	}
	return path;
}

/**
 * Renders a graph into a cached file and returns its path. Files that the graph reads must be in
 * {@link cacheFolder} and named without a folder: the renderer works in there, so that no path has
 * to be escaped into FFmpeg's graph language.
 *
 * @throws Error with FFmpeg's own words when the graph cannot be rendered (a broken picture, say)
 */
export function render(job: RenderJob, extension: string): Promise<string> {
	const name = `${contentKey(JSON.stringify(job))}.${extension}`;
	return cachedFile(name, (path) => inTurn(() => runRenderer({ ...job, output: path })));
}

/** One at a time: the encoder uses all cores by itself. */
function inTurn<T>(task: () => Promise<T>): Promise<T> {
	const turn = lastRender.then(task, task);
	lastRender = turn.catch(() => undefined);
	return turn;
}

async function runRenderer(job: RenderJob & { output: string }): Promise<void> {
	const loader = pathToFileURL(resolve(require.resolve('tsx'))).href;
	await run(process.execPath, ['--import', loader, renderer, JSON.stringify(job)], {
		cwd: cacheFolder,
		env: { ...process.env, NODE_OPTIONS: '' },
	});
}
