import type { Runtime } from '../../base/runtime';
import { strongETag } from './fileVersion';
import { Mp4Boxes } from './mp4Boxes';
import { Pace } from './pace';
import type { OpenPart, Part } from './part';
import { reasonOf, TransferError } from './part';
import type { Progress } from './progress';
import { bytesToSkip, changed, missingAtEnd, refuseEncoded } from './progress';

/** Tries in a row that bring no new byte, or bring them too slowly. */
const MAX_WITHOUT_PROGRESS = 5;

/** Resumptions of one file in all: an end to a server that gives a few bytes at a time. */
const MAX_RESUMPTIONS = 100;

/** Bytes come, but too few to wait for. */
class TooSlow extends TransferError {
	constructor(message: string) {
		super(message, 'resume');
	}
}

/** How large a file may be. */
export interface SizeLimit {
	bytes: number;
	/** In messages, after "larger than". */
	name: string;
}

/**
 * Reads a file from its first to its last byte, resuming where a connection broke.
 * Yields each byte once. A file that ends early, whether or not its length was announced, is resumed
 * like one whose connection broke; an end that nothing announced is looked at a second time.
 *
 * @param limit more than this is a runaway body
 * @param count holds how many bytes came, now and in the end
 * @param look sees each byte once, before it is yielded
 * @throws TransferError; StoppedError when the execution is stopped
 */
export async function* readWhole(
	open: OpenPart,
	limit: SizeLimit,
	runtime: Runtime,
	count: { received: number } = { received: 0 },
	look?: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
	const file: Progress = Object.assign(count, { confirmed: false, inOnePart: true });
	const boxes = new Mp4Boxes();
	const pace = new Pace();
	let withoutProgress = 0;
	for (let resumptions = 0; ; resumptions++) {
		const before = file.received;
		let failure: TransferError | undefined;
		let part: Part | undefined;
		try {
			const etag = file.version && strongETag(file.version);
			part = await open(etag ? file.received : 0, etag);
			refuseEncoded(part);
			let skip = bytesToSkip(part, file);
			if (before > 0) file.inOnePart = false;
			if ((file.version?.total ?? 0) > limit.bytes) throw tooLarge(limit);
			let waitingSince = runtime.now();
			for await (const chunk of part.body) {
				const tooSlow = pace.note(runtime.now() - waitingSince, chunk.length);
				if (tooSlow) throw new TooSlow(tooSlow);
				const fresh = skip > 0 ? chunk.subarray(Math.min(skip, chunk.length)) : chunk;
				if (skip > 0 && skip !== Infinity) {
					file.prefix?.repeat(chunk.subarray(0, chunk.length - fresh.length));
					skip -= chunk.length - fresh.length;
					if (skip === 0 && file.prefix && !file.prefix.matches()) throw changed();
				}
				file.received += fresh.length;
				if (file.received > limit.bytes) throw tooLarge(limit);
				file.prefix?.push(fresh);
				boxes.push(fresh);
				look?.(fresh);
				if (fresh.length > 0) yield fresh;
				waitingSince = runtime.now();
			}
			// The same file from its first byte, and it ends where it ended before.
			file.confirmed = skip === 0 && part.status === 200 && file.received === before;
			const missing = missingAtEnd(file, boxes.missing());
			if (!missing) return;
			failure = new TransferError(`it ended early: ${missing}`, 'resume');
		} catch (error) {
			runtime.checkStop();
			failure =
				error instanceof TransferError ? error : new TransferError(reasonOf(error), 'resume');
		} finally {
			part?.close();
		}
		const moved = file.received > before && !(failure instanceof TooSlow);
		withoutProgress = moved ? 0 : withoutProgress + 1;
		const givenUp = withoutProgress >= MAX_WITHOUT_PROGRESS || resumptions >= MAX_RESUMPTIONS;
		if (failure.cure !== 'resume' || givenUp) throw failure;
		runtime.log(
			'warn',
			`Download broke after ${file.received} bytes (${failure.message}); resuming`,
		);
		await runtime.sleep(1000 * 2 ** withoutProgress);
	}
}

function tooLarge({ name }: SizeLimit): TransferError {
	return new TransferError(`it is larger than ${name}`, 'none');
}
