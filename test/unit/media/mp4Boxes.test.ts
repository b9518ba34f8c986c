import { Mp4Boxes } from '../../../nodes/WaveSpeedVideo/media/out/mp4Boxes';
import { box } from '../support/flakyCdn';
import { VIDEO } from './transfers';

describe('the boxes of an MP4', () => {
	const missing = (bytes: Uint8Array) => {
		const boxes = new Mp4Boxes();
		boxes.push(bytes);
		return boxes.missing();
	};

	it('miss something at every length but the whole', () => {
		for (let length = 0; length < VIDEO.length; length++) {
			expect(missing(VIDEO.subarray(0, length))).toBeDefined();
		}
		expect(missing(VIDEO)).toBeUndefined();
	});

	it('of a picture need no "moov"', () => {
		const picture = Buffer.concat([box('ftyp', 24), box('meta', 100), box('mdat', 50)]);
		expect(missing(picture)).toBeUndefined();
		expect(missing(picture.subarray(0, -1))).toBeDefined();
	});

	it('say nothing of other files, but that they are empty', () => {
		expect(missing(Buffer.from('{"text":"no boxes"}'))).toBeUndefined();
		expect(missing(Buffer.from('no'))).toBeUndefined();
		expect(missing(Buffer.alloc(0))).toBe('it is empty');
	});

	it('may reach to the end of the file (size 0)', () => {
		const open = box('mdat', 100);
		open.writeUInt32BE(0, 0);
		expect(missing(Buffer.concat([box('ftyp', 24), box('moov', 100), open]))).toBeUndefined();
	});
});
