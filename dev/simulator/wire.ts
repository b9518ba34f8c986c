import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer';
import type { RequestRecord } from './requestLog';

/** How an answer is put on the connection, where that is not the ordinary way. */
export interface Wire {
	/** Waits so long before the first byte. */
	delaySeconds?: number;
	/** Content-Length to announce; `none` sends the body in chunks. Default: the true length. */
	announcedLength?: number | 'none';
	/** Sends so many bytes of the body; `nothing` leaves out the head, too. Default: all. */
	stopAfter?: number | 'nothing';
	/** What comes after the last byte. Default `clean`. */
	ending?: 'clean' | 'close' | 'reset' | 'silence';
	bytesPerSecond?: number;
}

const slowPiecesPerSecond = 20;
/** Bytes still in the connection's buffer are lost when it is reset: give them time to leave. */
const beforeResetMs = 30;

async function sendBody(
	raw: ServerResponse,
	answer: Answer,
	wire: Wire,
	record: RequestRecord,
	signal: AbortSignal,
): Promise<void> {
	const end =
		typeof wire.stopAfter === 'number'
			? Math.min(wire.stopAfter, answer.body.size)
			: answer.body.size;
	const pieceSize = wire.bytesPerSecond
		? Math.max(Math.ceil(wire.bytesPerSecond / slowPiecesPerSecond), 1)
		: Infinity;
	for await (const read of answer.body.read(0, end)) {
		for (let at = 0; at < read.length; at += pieceSize) {
			const piece = read.subarray(at, at + pieceSize);
			const flowing = raw.write(piece);
			record.bytesSent += piece.length;
			if (!flowing) await once(raw, 'drain', { signal });
			if (wire.bytesPerSecond) {
				await sleep((piece.length / wire.bytesPerSecond) * 1000, undefined, { signal });
			}
			signal.throwIfAborted();
		}
	}
}

async function finish(raw: ServerResponse, ending: Wire['ending']): Promise<void> {
	switch (ending) {
		case 'silence':
			return;
		case 'reset':
			await sleep(beforeResetMs);
			raw.socket?.resetAndDestroy();
			return;
		case 'close':
			raw.socket?.end();
			return;
		default:
			raw.end();
	}
}

/** Writes an answer; gives up quietly when the client goes away. */
export async function writeAnswer(
	raw: ServerResponse,
	answer: Answer,
	wire: Wire,
	record: RequestRecord,
): Promise<void> {
	const gone = new AbortController();
	raw.once('close', () => gone.abort());
	try {
		if (wire.delaySeconds) {
			await sleep(wire.delaySeconds * 1000, undefined, { signal: gone.signal });
		}
		if (wire.stopAfter === 'nothing') return await finish(raw, wire.ending);
		const length = wire.announcedLength ?? answer.body.size;
		record.status = answer.status;
		raw.writeHead(answer.status, {
			...answer.headers,
			...(length === 'none' ? {} : { 'content-length': String(length) }),
		});
		if (record.method === 'HEAD') return void raw.end();
		raw.flushHeaders();
		await sendBody(raw, answer, wire, record, gone.signal);
		await finish(raw, wire.ending);
	} catch (error) {
		if (!gone.signal.aborted) throw error;
	}
}
