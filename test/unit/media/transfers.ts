import { createHash } from 'node:crypto';
import type { OpenPart } from '../../../nodes/WaveSpeedVideo/media/out/part';
import type { SizeLimit } from '../../../nodes/WaveSpeedVideo/media/out/transfer';
import { readWhole } from '../../../nodes/WaveSpeedVideo/media/out/transfer';
import type { Version } from '../support/flakyCdn';
import { box, longBox } from '../support/flakyCdn';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

/** A small MP4. */
export const video = (fill: string, media = 4_000) =>
	Buffer.concat([box('ftyp', 24), box('moov', 500, fill), longBox('mdat', media, fill)]);

export const VIDEO = video('a');
export const STRONG: Version = { bytes: VIDEO, headers: { etag: '"v1"' } };

export const LIMIT = { bytes: 1e6, name: 'Max File Size' };

export interface Reading {
	limit?: SizeLimit;
	time?: VirtualTime;
}

/** Reads a file to its end, on virtual time. */
export async function read(
	open: OpenPart,
	{ limit = LIMIT, time = new VirtualTime() }: Reading = {},
) {
	const task = (async () => {
		const chunks: Uint8Array[] = [];
		const seen: Uint8Array[] = [];
		const look = (bytes: Uint8Array) => seen.push(bytes);
		for await (const chunk of readWhole(open, limit, time.runtime, undefined, look)) {
			chunks.push(chunk);
		}
		// Who looks sees each byte once, as who reads does.
		expect(Buffer.concat(seen).equals(Buffer.concat(chunks))).toBe(true);
		return Buffer.concat(chunks);
	})();
	return await time.run(task);
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
