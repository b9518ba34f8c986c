import { readArguments } from '../../../dev/demo/arguments';
import { UsageError } from '../../../dev/demo/usage';

const read = (line: string) => readArguments(line.split(' ').filter(Boolean));

test('a demo without arguments is a living model, lying, at the panel’s defaults', () => {
	expect(read('')).toMatchObject({
		model: { id: 'bytedance/seedance-2.0/text-to-video' },
		node: {
			parameters: {
				operation: 'textToVideo',
				model: 'seedance-2.0',
				aspectRatio: '16:9',
				resolutionTo4k: '720p',
				duration: 5,
			},
			options: {},
		},
		price: 1.2,
		live: false,
	});
});

test('aspect ratio, resolution and duration are the ones asked for', () => {
	const asked = read('--aspect-ratio 1:1 --resolution 480p --duration 4');
	expect(asked?.node?.parameters).toMatchObject({
		aspectRatio: '1:1',
		resolutionTo4k: '480p',
		duration: 4,
	});
	expect(asked?.price).toBeCloseTo(0.48);
});

test('a picture decides the shape of its video, unless an aspect ratio is asked for', () => {
	expect(read('--image a.png')).toMatchObject({
		model: { id: 'bytedance/seedance-2.0/image-to-video' },
		image: 'a.png',
		node: { parameters: { operation: 'imageToVideo' }, options: {} },
	});
	expect(read('--image a.png --aspect-ratio 9:16')?.node?.options).toEqual({ aspectRatio: '9:16' });
});

test.each([
	['--model sora-2-pro --size 1920x1080 --duration 8', 'textToVideoPro', { size: '1920*1080' }],
	['--model sora-2-pro --image a.png', 'imageToVideoPro', { resolution: '720p', duration: 4 }],
])('Sora 2 Pro is one option away (%s)', (line, operation, parameters) => {
	expect(read(line)?.node?.parameters).toMatchObject({
		operation,
		proModel: 'sora-2-pro',
		...parameters,
	});
});

test.each([
	['--size 1280x720', 'does not go with bytedance/seedance-2.0/text-to-video'],
	['--model sora-2-pro --aspect-ratio 16:9', 'does not go with openai/sora-2/text-to-video-pro'],
	['--model nobody', '--model must be one of seedance-2.0,'],
	['--duration 99', 'Duration'],
	['--film --model sora-2-pro', 'does not go with --film'],
])('%s is refused in words', (line, words) => {
	expect(() => read(line)).toThrow(UsageError);
	expect(() => read(line)).toThrow(words);
});
