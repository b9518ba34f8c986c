function box(type: string, content: Buffer): Buffer {
	const header = Buffer.alloc(8);
	header.writeUInt32BE(8 + content.length, 0);
	header.write(type, 4, 'latin1');
	return Buffer.concat([header, content]);
}

/**
 * A file with the top-level boxes of an MP4 (ISO/IEC 14496-12) and nothing to play in them: enough
 * where only bytes are moved. The simulator serves playable ones.
 *
 * @param fill told apart by the content of `mdat`
 */
export function mp4Bytes(fill: string, size = 64): Buffer {
	return Buffer.concat([
		box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1')),
		box('moov', Buffer.alloc(16)),
		box('mdat', Buffer.alloc(size, fill)),
	]);
}
