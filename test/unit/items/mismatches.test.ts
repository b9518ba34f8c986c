import type { OrderedVideo, VideoFacts } from '../../../nodes/WaveSpeedVideo/base/video';
import { mismatchesOf } from '../../../nodes/WaveSpeedVideo/items/mismatches';

/** A wide 720p video of 5 s with sound, but for what is given. */
function video(width = 1280, height = 720, more: Partial<VideoFacts> = {}): VideoFacts {
	const rest = { durationSeconds: 5, frameRate: 24, codec: 'h264', audioCodec: 'aac', bytes: 1e6 };
	return { width, height, ...rest, ...more };
}

const lasting = (durationSeconds: number) => video(1280, 720, { durationSeconds });
const at = (resolution: string): OrderedVideo => ({ resolution });

describe('what came is as ordered', () => {
	it.each<[string, OrderedVideo, VideoFacts]>([
		['nothing was said', {}, video()],
		['an encoder ends a frame later', { seconds: 5 }, lasting(5.042)],
		['an encoder ends half a second later', { seconds: 5 }, lasting(5.5)],
		['the new part of an extended video is longer with the old one', { minSeconds: 5 }, lasting(9)],
		['720p', at('720p'), video(1280, 720)],
		['720p, standing', at('720p'), video(720, 1280)],
		['720p in multiples of 32', at('720p'), video(1248, 704)],
		['720p square by its short side', at('720p'), video(720, 720)],
		['720p square by its area', at('720p'), video(960, 960)],
		['720p at 3:4 by its area', at('720p'), video(834, 1112)],
		['720p at 21:9 by its area', at('720p'), video(1470, 630)],
		['480p square by its area', at('480p'), video(640, 640)],
		['480p at 21:9 in multiples of 16', at('480p'), video(992, 432)],
		['1080p in multiples of 16', at('1080p'), video(1920, 1088)],
		['1080p at 4:3 by its area', at('1080p'), video(1664, 1248)],
		['4k', at('4k'), video(3840, 2160)],
		['a resolution that nobody knows', at('best'), video(100, 100)],
		['16:9 rounded', { aspectRatio: '16:9' }, video(864, 496)],
		['21:9 rounded', { aspectRatio: '21:9' }, video(1504, 640)],
		['4:3 rounded', { aspectRatio: '4:3' }, video(736, 544)],
		['a ratio that is none', { aspectRatio: 'adaptive' }, video(100, 900)],
		['the size', { size: { width: 720, height: 1280 } }, video(720, 1280)],
		['nearly the size', { size: { width: 1024, height: 1792 } }, video(1080, 1920)],
		['sound', { sound: true }, video()],
		['silence', { sound: false }, video(1280, 720, { audioCodec: null })],
	])('%s', (_, ordered, came) => {
		expect(mismatchesOf(ordered, came)).toEqual([]);
	});
});

describe('what came is told when it is', () => {
	it.each<[string, OrderedVideo, VideoFacts, string]>([
		['shorter', { seconds: 20 }, lasting(15), '20 s were ordered, 15 s came'],
		['a second shorter', { seconds: 5 }, lasting(4.04), '5 s were ordered, 4 s came'],
		['longer', { seconds: 4 }, lasting(8), '4 s were ordered, 8 s came'],
		[
			'shorter than the part to be added',
			{ minSeconds: 8 },
			lasting(5),
			'at least 8 s were ordered, 5 s came',
		],
		['smaller', at('1080p'), video(1280, 720), '1080p was ordered, 1280 × 720 came'],
		['smaller and square', at('1080p'), video(960, 960), '1080p was ordered, 960 × 960 came'],
		['smaller at 21:9', at('720p'), video(992, 432), '720p was ordered, 992 × 432 came'],
		['smaller and square still', at('720p'), video(640, 640), '720p was ordered, 640 × 640 came'],
		['larger', at('480p'), video(1280, 720), '480p was ordered, 1280 × 720 came'],
		['not 4k', at('4k'), video(1920, 1080), '4k was ordered, 1920 × 1080 came'],
		[
			'lying',
			{ aspectRatio: '9:16' },
			video(1280, 720),
			'a portrait video (9:16) was ordered, a landscape one (1280 × 720) came',
		],
		[
			'square',
			{ aspectRatio: '16:9' },
			video(960, 960),
			'a landscape video (16:9) was ordered, a square one (960 × 960) came',
		],
		[
			'of another ratio',
			{ aspectRatio: '21:9' },
			video(1280, 720),
			'21:9 was ordered, 1280 × 720 came',
		],
		[
			'turned',
			{ size: { width: 720, height: 1280 } },
			video(1280, 720),
			'a portrait video (720 × 1280) was ordered, a landscape one (1280 × 720) came',
		],
		[
			'of a smaller size',
			{ size: { width: 1080, height: 1920 } },
			video(720, 1280),
			'1080 × 1920 was ordered, 720 × 1280 came',
		],
		[
			'silent',
			{ sound: true },
			video(1280, 720, { audioCodec: null }),
			'sound was ordered, none came',
		],
		['not silent', { sound: false }, video(), 'no sound was ordered, but it has some'],
	])('%s', (_, ordered, came, told) => {
		expect(mismatchesOf(ordered, came)).toEqual([told]);
	});

	it('in all ways at once', () => {
		const ordered = { seconds: 20, resolution: '1080p', aspectRatio: '9:16', sound: true };
		const came = video(1280, 720, { durationSeconds: 15, audioCodec: null });
		expect(mismatchesOf(ordered, came)).toHaveLength(4);
	});
});
