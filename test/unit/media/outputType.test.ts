import fc from 'fast-check';
import { HEAD_BYTES, outputType } from '../../../nodes/WaveSpeedVideo/media/out/outputType';

describe('the type of an output', () => {
	const at = (content: Uint8Array | string, extension = '') =>
		outputType(
			Buffer.from(content as string),
			`https://cdn.example.com/x/output${extension}?a=.mp4`,
		);

	it.each<[string, string]>([
		['\0\0\0\x18ftypisom', 'video/mp4'],
		['\0\0\0\x14ftypqt  ', 'video/quicktime'],
		['\0\0\0\x18ftypM4A ', 'audio/mp4'],
		['\0\0\0\x18ftypavif', 'image/avif'],
		['ID3\x04', 'audio/mpeg'],
		['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
		['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
		['fLaC', 'audio/flac'],
		['<svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml'],
		['<?xml version="1.0"?>\n<svg>', 'image/svg+xml'],
		['[1, 2]', 'application/json'],
		['Grüße 🎬', 'text/plain'],
		['PK\x03\x04\0\0', 'application/octet-stream'],
	])('that begins with %j is %s', (start, mimeType) => {
		expect(at(start)).toMatchObject({ mimeType });
	});

	it('keeps the extension of what is not known, if that is one', () => {
		expect(at('PK\x03\x04\0\0', '.zip')).toMatchObject({ extension: 'zip' });
		expect(at('PK\x03\x04\0\0', '.Z%00ip')).toMatchObject({ extension: 'bin' });
	});

	it('takes a text for text although its last character is cut', () => {
		const long = Buffer.from('ü'.repeat(HEAD_BYTES)).subarray(1, HEAD_BYTES);
		expect(
			at(
				Buffer.concat([Buffer.from('a'), Buffer.from('ü'.repeat(300)).subarray(0, HEAD_BYTES - 1)]),
			),
		).toMatchObject({
			mimeType: 'text/plain',
		});
		expect(at(long)).toMatchObject({ mimeType: 'application/octet-stream' });
	});

	it('is none for pages, and for what is no media behind the address of media', () => {
		for (const page of ['<html>', ' \n<!DOCTYPE html>', '<?xml version="1.0"?><Error/>']) {
			expect(at(page)).toHaveProperty('problem', expect.stringContaining('no video'));
		}
		expect(at('{}', '.mp4')).toHaveProperty('problem', expect.stringContaining('no video'));
		expect(at('\0\x01\x02', '.MP4')).toHaveProperty('problem');
		expect(at('')).toHaveProperty('problem');
	});

	it('is told of anything whatever, and never by throwing', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
				expect(at(bytes)).toBeDefined();
			}),
		);
	});
});
