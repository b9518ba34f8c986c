import type { Host } from '../../base/host';
import { Queue } from '../../base/queue';
import type { FileType } from '../fileTypes';
import { download } from './download';
import type { DownloadDeps, Downloaded } from './download';
import { HEAD_BYTES, outputType } from './outputType';
import { Room } from './room';
import { Storage } from './storage';
import { StoredFiles } from './storedFiles';
import type { StoredFile } from './storedFiles';
import type { SizeLimit } from './transfer';

/** Outputs of one prediction that are downloaded; the addresses of the others stay in the item. */
const MAX_FILES = 50;

/** All outputs of one prediction together may be so many times as large as one. */
const MAX_SUM = 4;

export interface OutputOptions {
	/** Makes the file name of an output, counted from 0. */
	nameFor(output: number, type: FileType): string;
	/** Of one file. */
	maxBytes: number;
}

/** An output as a file: where it lies, or its bytes. */
export type Source = { url: string } | { bytes: Buffer; mimeType?: string };

export type Outputs =
	/** As many files as there are sources, MAX_FILES at most. */
	| { kind: 'files'; files: StoredFile[] }
	/** One is missing, and so the item isn't delivered. */
	| { kind: 'failed'; url?: string; reason: string; httpStatus?: number };

/** The downloads of one execution. */
export interface Downloads {
	/** Brings a prediction's outputs into n8n's storage. Costs nothing. */
	outputs(sources: readonly Source[], options: OutputOptions): Promise<Outputs>;
}

export interface DownloadsDeps extends DownloadDeps {
	host: Pick<Host, 'request' | 'stop' | 'binary' | 'context' | 'executionId'>;
	/** Default the process's, which all its executions share. */
	room?: Room;
}

const ofThisProcess = new Room();

/** As many downloads run at once as n8n's storage bears, whatever the number of items. */
export function createDownloads(deps: DownloadsDeps): Downloads {
	const { host, room = ofThisProcess } = deps;
	const storage = new Storage();
	const stored = new StoredFiles(host);
	const queue = new Queue(() => storage.atOnce);

	const fetch = async (url: string, nameFor: (type: FileType) => string, limit: SizeLimit) => {
		deps.runtime.checkStop();
		const known = await stored.find(url, nameFor);
		if (known) return { kind: 'file' as const, file: known };
		const result = storage.buffers
			? await inRoom(url, nameFor, limit)
			: await download(url, { nameFor, limit, asBuffer: false }, deps);
		if (result.kind === 'file') remember(url, result.file);
		return result;
	};
	const inRoom = async (url: string, nameFor: (type: FileType) => string, limit: SizeLimit) => {
		const place = await room.take(deps.runtime);
		try {
			const options = { nameFor, limit, asBuffer: true, announced: place.resize };
			return await download(url, options, deps);
		} finally {
			place.leave();
		}
	};
	let learning: Promise<void> | undefined;
	const learnStorage = async () => {
		try {
			// One byte, once in the life of an n8n: to learn it from the first video would make all others
			// wait for that one.
			const probe = host.binary.store(Buffer.from('.'), 'storage.txt', 'text/plain');
			storage.learn(await probe);
		} catch {
			// What is wrong with the storage will be told of a file that matters.
		}
	};
	const remember = (url: string, file: StoredFile) => {
		storage.learn(file.binary, file.bytes);
		stored.add(url, file);
	};
	return {
		async outputs(sources, { nameFor, maxBytes }) {
			if (!storage.known) await (learning ??= learnStorage());
			const files: StoredFile[] = [];
			let left = MAX_SUM * maxBytes;
			for (const [output, source] of sources.slice(0, MAX_FILES).entries()) {
				const name = (type: FileType) => nameFor(output, type);
				const limit = limitOf(maxBytes, left);
				const result = await queue.run(async () =>
					'url' in source
						? { ...(await fetch(source.url, name, limit)), url: source.url }
						: await storeBytes(source, name, limit, deps),
				);
				if (result.kind === 'failed') return result;
				left -= result.file.bytes;
				files.push(result.file);
			}
			return { kind: 'files', files };
		},
	};
}

/** Stores a file that came as bytes in the answer itself. */
async function storeBytes(
	{ bytes, mimeType }: Extract<Source, { bytes: Buffer }>,
	nameFor: (type: FileType) => string,
	limit: SizeLimit,
	{ host, readVideo }: Pick<DownloadDeps, 'host' | 'readVideo'>,
): Promise<Downloaded> {
	if (bytes.length > limit.bytes)
		return { kind: 'failed', reason: `it is larger than ${limit.name}` };
	const type = outputType(bytes.subarray(0, HEAD_BYTES));
	if ('problem' in type) return { kind: 'failed', reason: type.problem };
	const own = type.extension === 'bin' && mimeType ? { ...type, mimeType } : type;
	const name = nameFor(own);
	const binary = await host.binary.store(bytes, name, own.mimeType);
	const video = readVideo();
	video.push(bytes);
	const file = { binary, bytes: bytes.length, type: own, name, video: video.facts() };
	return { kind: 'file', file };
}

/** @param left of what all outputs of the prediction may have together */
function limitOf(maxBytes: number, left: number): SizeLimit {
	const name = `Max File Size (${Math.round(maxBytes / 1e6)} MB)`;
	if (left >= maxBytes) return { bytes: maxBytes, name };
	return { bytes: left, name: `${MAX_SUM} times ${name}, together with the outputs before it` };
}
