import { makeFileName } from '../../../nodes/WaveSpeedVideo/media/out/fileName';
import { detectImage, detectVideo } from '../../../nodes/WaveSpeedVideo/media/fileTypes';
import { isPrivateHost, mediaUrlProblem } from '../../../nodes/WaveSpeedVideo/media/mediaUrl';
import { checkMediaUrl } from '../../../nodes/WaveSpeedVideo/media/in/mediaInput';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('a picture is known by its first bytes', () => {
	it.each([
		['\x89PNG\r\n\x1a\n', 'image/png'],
		['\xff\xd8\xff\xe0', 'image/jpeg'],
		['RIFF\x00\x00\x00\x00WEBP', 'image/webp'],
		['GIF89a', 'image/gif'],
		['BM\x00\x00', 'image/bmp'],
	])('%j is %s', (start, mimeType) => {
		expect(detectImage(bytes(`${start}${'\0'.repeat(16)}`))?.mimeType).toBe(mimeType);
	});

	it.each([
		'',
		'PNG',
		'<html>',
		'%PDF-1.7',
		'RIFF\x00\x00\x00\x00WAVE',
		'\x00\x00\x00\x18ftypmp42',
	])('%j is none', (start) => {
		expect(detectImage(bytes(start))).toBeUndefined();
	});
});

describe('a video is known by its first bytes', () => {
	it.each([
		['\x00\x00\x00\x18ftypisom', 'video/mp4'],
		['\x00\x00\x00\x14ftypqt  ', 'video/quicktime'],
		['\x1a\x45\xdf\xa3', 'video/webm'],
	])('%j is %s', (start, mimeType) => {
		expect(detectVideo(bytes(start))?.mimeType).toBe(mimeType);
	});

	it.each(['', '<!doctype html>', '{"error":1}', 'ftyp'])('%j is none', (start) => {
		expect(detectVideo(bytes(start))).toBeUndefined();
	});
});

describe('a file name', () => {
	const facts = {
		model: 'openai/sora-2/text-to-video-pro',
		id: 'abc',
		item: 3,
		output: 0,
		extension: 'mp4',
	};
	it.each([
		['{model}_{predictionId}_{item}.mp4', 'sora-2-text-to-video-pro_abc_3.mp4'],
		['', 'abc.mp4'],
		['{predictionId}.mp4', 'abc.mp4'],
		['My video', 'My video.mp4'],
		['../../etc/passwd', '_.._etc_passwd.mp4'],
		['a/b\\c:d*?"<>|\n.mp4', 'a_b_c_d_.mp4'],
		['...', 'abc.mp4'],
		['clip.mov', 'clip.mp4'],
		['{unknown}', '{unknown}.mp4'],
	])('%j becomes %s', (template, expected) => {
		expect(makeFileName(template, facts)).toBe(expected);
	});

	it('differs for each output of an item and stays short enough for any file system', () => {
		expect(makeFileName('a', { ...facts, output: 2 })).toBe('a_2.mp4');
		expect(makeFileName('x'.repeat(999), facts).length).toBeLessThan(200);
	});
});

describe('an address that the service names', () => {
	const live = 'https://api.wavespeed.ai';
	it.each(['https://cdn.example/a.mp4', 'https://8.8.8.8/a.mp4', 'https://172.32.0.1/a.mp4'])(
		'%s may be opened',
		(url) => {
			expect(mediaUrlProblem(url, live)).toBeUndefined();
		},
	);

	it.each([
		'http://cdn.example/a.mp4',
		'ftp://cdn.example/a.mp4',
		'https://localhost/a.mp4',
		'https://127.0.0.1/a',
		'https://10.1.2.3/a',
		'https://172.16.0.1/a',
		'https://192.168.1.1/a',
		'https://169.254.169.254/latest/meta-data',
		'https://100.64.0.1/a',
		'https://[::1]/a',
		'https://[fd00::1]/a',
		'https://[fe80::1]/a',
		'https://[::ffff:10.0.0.1]/a',
		'https://0x7f000001/a',
		'https://2130706433/a',
		'https://metadata.internal/a',
		'no url',
	])('%s may not', (url) => {
		expect(mediaUrlProblem(url, live)).toBeDefined();
	});

	it('may be on loopback only when the API itself is', () => {
		expect(mediaUrlProblem('http://127.0.0.1:99/a.mp4', 'http://localhost:98')).toBeUndefined();
	});

	it('is not private just because its name begins like an address', () => {
		expect(isPrivateHost('10.example.com')).toBe(false);
		expect(isPrivateHost('fd.example.com')).toBe(false);
	});
});

describe('an Image URL', () => {
	it('that is public is passed on as it is', () => {
		const url = 'https://example.com/a.png?x=1';
		expect(checkMediaUrl(` ${url} `, 'Image URL')).toEqual({ value: { kind: 'url', url } });
	});

	it.each([
		'',
		undefined,
		'picture.png',
		'file:///etc/passwd',
		'http://localhost:5678/a.png',
		'https://192.168.0.4/a.png',
	])('%s is refused with advice', (value) => {
		expect(checkMediaUrl(value, 'Image URL')).toMatchObject({
			problem: expect.stringContaining('Image URL'),
			advice: expect.stringMatching(/\w/),
		});
	});
});
