import { fitsFrame, readImageSize } from '../../../nodes/WaveSpeedVideo/media/in/imageSize';
import { picture } from '../../../dev/simulator';

describe('the size in a picture’s header', () => {
	it.each(['png', 'jpeg', 'webp', 'gif', 'bmp'] as const)(
		'is read from a real %s',
		async (format) => {
			const bytes = await picture({ width: 312, height: 178, format });
			expect(readImageSize(`image/${format}`, bytes)).toEqual({ width: 312, height: 178 });
		},
	);

	it('is not invented when the header ends early', () => {
		for (const type of ['png', 'jpeg', 'webp', 'gif', 'bmp']) {
			expect(readImageSize(`image/${type}`, Buffer.from([0xff, 0xd8, 0xff]))).toBeUndefined();
		}
	});

	it.each([
		[1280, 720, true],
		[1080, 1920, true],
		[1920, 1088, true],
		[1000, 1000, false],
		[1792, 1024, true],
		[2350, 1000, false],
	])('of %s × %s fits a 16:9 or 9:16 frame: %s', (width, height, fits) => {
		expect(fitsFrame({ width, height })).toBe(fits);
	});
});
