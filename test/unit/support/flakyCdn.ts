import type { Part } from '../../../nodes/WaveSpeedVideo/media/out/part';

export const box = (type: string, size: number, fill = type): Buffer => {
	const bytes = Buffer.alloc(size, fill);
	bytes.writeUInt32BE(size, 0);
	bytes.write(type, 4, 'latin1');
	return bytes;
};

/** 64-bit size, as large `mdat` boxes have. */
export const longBox = (type: string, size: number, fill: string | number = 7): Buffer => {
	const bytes = Buffer.alloc(size, fill);
	bytes.writeUInt32BE(1, 0);
	bytes.write(type, 4, 'latin1');
	bytes.writeBigUInt64BE(BigInt(size), 8);
	return bytes;
};

/** One version of a file, and what the server says to tell it from others. */
export interface Version {
	bytes: Buffer;
	headers: Record<string, string>;
}

export interface Behaviour {
	/** Bytes after which each connection breaks, one after another; the next one holds. */
	cuts: number[];
	/** How a connection breaks: by an error, or by an end that looks clean. */
	clean: boolean;
	announcesLength: boolean;
	honoursRange: boolean;
	/** Whether a range is refused when the file has changed. */
	honoursIfRange: boolean;
	chunk: number;
	/** Milliseconds that each chunk takes. */
	pause?: (ms: number) => Promise<void>;
	pauseMs?: number;
}

export const STEADY: Behaviour = {
	cuts: [],
	clean: false,
	announcesLength: true,
	honoursRange: true,
	honoursIfRange: true,
	chunk: 64,
};

/** A CDN that breaks connections, with one version after another behind the same address. */
export function flakyCdn(versions: Version | ((request: number) => Version), behaviour: Behaviour) {
	const cuts = [...behaviour.cuts];
	const opened: number[] = [];
	return {
		opened,
		async open(fromByte: number, etag?: string): Promise<Part> {
			const version = typeof versions === 'function' ? versions(opened.length) : versions;
			opened.push(fromByte);
			const { bytes, headers } = version;
			const changed = etag !== undefined && etag !== headers.etag;
			const whole = !behaviour.honoursRange || (behaviour.honoursIfRange && changed);
			const from = whole ? 0 : fromByte;
			const close = () => {};
			if (from > 0 && from >= bytes.length) {
				const range = { 'content-range': `bytes */${bytes.length}` };
				return { status: 416, headers: range, body: (async function* () {})(), close };
			}
			const cut = cuts.shift();
			const end = cut === undefined ? bytes.length : Math.min(bytes.length, from + cut);
			async function* body() {
				for (let at = from; at < end; at += behaviour.chunk) {
					await behaviour.pause?.(behaviour.pauseMs ?? 0);
					yield bytes.subarray(at, Math.min(end, at + behaviour.chunk));
				}
				// HTTP lets no body end cleanly that is shorter than it was announced.
				const clean = behaviour.clean && !behaviour.announcesLength;
				if (end < bytes.length && !clean) throw new Error('aborted');
			}
			const length = { 'content-length': String(bytes.length - from) };
			const total = behaviour.announcesLength ? bytes.length : '*';
			const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${total}` };
			return {
				status: from > 0 ? 206 : 200,
				headers: {
					...headers,
					...(behaviour.announcesLength ? length : {}),
					...(from > 0 ? range : {}),
				},
				body: body(),
				close,
			};
		},
	};
}
