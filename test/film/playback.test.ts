import { createReadStream, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { ALIKE, makeClip, TONE } from '../../dev/film/clips';
import { decodePictures } from '../../dev/film/ffmpeg';
import type { Film } from '../../nodes/WaveSpeedVideo/film/film';
import { joinFiles } from './joined';

/** Clips that differ in everything that may differ: settings, rates, B-frames, sound. */
const CLIPS = [
	'crf 23',
	'baseline profile',
	'without sound',
	'five B-frames in a pyramid',
	'30 fps',
	'CAVLC, five references',
	'fragmented',
	'sound shorter',
	'open GOP',
	'29.97 fps',
];

let folder: string;
let server: Server;
let browser: Browser;
let film: Film;
let pictures: number;
let page: Page;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'film-'));
	const clips: string[] = [];
	for (const [index, name] of CLIPS.entries()) {
		clips.push(await makeClip(folder, String(index), ALIKE[name] ?? {}));
	}
	const output = join(folder, 'film.mp4');
	film = await joinFiles(clips, output);
	pictures = (await decodePictures(output)).length;
	server = serveFile(output);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	browser = await openBrowser();
	page = await browser.newPage();
	await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	await page.locator('video').click();
});

afterAll(async () => {
	await browser?.close();
	server?.close();
	await rm(folder, { recursive: true, force: true });
});

/** A page with the film, and the film with ranges, as web servers give it. */
function serveFile(path: string): Server {
	return createServer((request, response) => {
		if (request.url === '/') {
			response.setHeader('content-type', 'text/html');
			response.end('<video src="/film.mp4" width="320" height="240" preload="auto"></video>');
			return;
		}
		const { size } = statSync(path);
		const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
		const end = to ? Number(to) : size - 1;
		response.writeHead(request.headers.range ? 206 : 200, {
			'content-type': 'video/mp4',
			'accept-ranges': 'bytes',
			'content-length': end - Number(from) + 1,
			'content-range': `bytes ${from}-${end}/${size}`,
		});
		createReadStream(path, { start: Number(from), end }).pipe(response);
	});
}

test('Chromium plays the film through every seam: each picture decoded, no error, to the end', async () => {
	const played = await page.evaluate(async () => {
		const video = document.querySelector('video') as HTMLVideoElement;
		const sound = new AudioContext();
		const meter = sound.createAnalyser();
		meter.fftSize = 512;
		sound.createMediaElementSource(video).connect(meter).connect(sound.destination);
		const wave = new Float32Array(meter.fftSize);
		const times: number[] = [];
		const tones: number[] = [];
		let loudUntil = -1;
		const note = () => {
			const now = video.currentTime;
			times.push(now);
			meter.getFloatTimeDomainData(wave);
			if (wave.some((value) => Math.abs(value) > 0.1)) {
				if (now - loudUntil > 0.3) tones.push(now);
				loudUntil = now;
			}
			if (!video.ended && !video.error) requestAnimationFrame(note);
		};
		await video.play();
		note();
		await new Promise((resolve) => {
			video.addEventListener('ended', resolve);
			video.addEventListener('error', resolve);
		});
		return {
			times,
			tones,
			error: video.error?.message,
			ended: video.ended,
			duration: video.duration,
			decoded: video.getVideoPlaybackQuality().totalVideoFrames,
			size: [video.videoWidth, video.videoHeight],
		};
	});
	expect(played).toMatchObject({ error: undefined, ended: true, size: [320, 240] });
	expect(Math.abs(played.duration - film.seconds)).toBeLessThan(0.05);
	expect(played.decoded).toBe(pictures);
	const jumps = played.times.map((time, index) => time - (played.times[index - 1] ?? 0));
	expect(Math.min(...jumps.slice(1))).toBeGreaterThanOrEqual(0);
	// The meter hears a tone up to a few screen refreshes late.
	const sounding = film.clips.filter((_, index) => CLIPS[index] !== 'without sound');
	expect(played.tones).toHaveLength(sounding.length);
	const late = played.tones.map((at, index) => at - (sounding[index]?.start ?? NaN) - TONE.at);
	expect(Math.max(...late.map(Math.abs))).toBeLessThan(0.1);
});

test('Chromium lands where it is told to go, in every clip', async () => {
	const targets = film.clips.map(({ start, seconds }) => start + seconds / 2).reverse();
	const landed = await page.evaluate(async (seconds) => {
		const video = document.querySelector('video') as HTMLVideoElement;
		const shown: number[] = [];
		for (const target of seconds) {
			const frame = new Promise<number>((resolve) =>
				video.requestVideoFrameCallback((_, { mediaTime }) => resolve(mediaTime)),
			);
			video.currentTime = target;
			shown.push(await frame);
		}
		return { shown, error: video.error?.message };
	}, targets);
	expect(landed.error).toBeUndefined();
	const errors = landed.shown.map((at, index) => Math.abs(at - (targets[index] ?? NaN)));
	expect(Math.max(...errors)).toBeLessThan(0.1);
});
