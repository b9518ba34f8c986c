import { basename } from 'node:path';
import { captionFile } from './caption';
import { contentKey, render } from './render';
import type { TrackEncoding } from './render';

/** Width and height in pixels, both even (H.264 in 4:2:0 wants that). */
export interface Frame {
	width: number;
	height: number;
}

// Few frames and the fastest preset: 20 s at 1920 × 1080 take about two CPU seconds.
const framesPerSecond = 12;
const videoTrack: TrackEncoding = {
	codec: 'libx264',
	options: { preset: 'ultrafast', crf: '30', g: String(4 * framesPerSecond) },
};
const audioTrack: TrackEncoding = { codec: 'aac', options: { b: '64k' } };

/** A moving test pattern that shows its running time. */
function pattern({ width, height }: Frame, seconds: number): string {
	return `testsrc2=size=${width}x${height}:rate=${framesPerSecond}:duration=${seconds}`;
}

/** The picture, cropped to the frame, as first frame; then a slow zoom into its middle. */
function animated({ width, height }: Frame, seconds: number, picture: string): string {
	const frames = seconds * framesPerSecond;
	return [
		`movie=${basename(picture)}`,
		`scale=${width}:${height}:force_original_aspect_ratio=increase:out_range=tv`,
		`crop=${width}:${height}`,
		'format=yuv420p',
		`zoompan=z='1+0.2*on/${frames}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=${frames}:s=${width}x${height}:fps=${framesPerSecond}`,
	].join(',');
}

/** What a video shows. */
export interface VideoContent {
	/** Path of a picture in the render cache, shown as first frame; default a test pattern. */
	picture?: string;
	/** Its first words stand below, and colours and sound are its own. */
	prompt?: string;
	/** Without sound. */
	silent?: boolean;
}

/** A number from 0 to 359 that depends on nothing but the text. */
const degrees = (text: string): number => parseInt(contentKey(text).slice(0, 6), 16) % 360;

/**
 * The path of a playable H.264 (and AAC) MP4 (index first, as on the web) of exactly this frame and
 * length, made once and then kept.
 *
 * @throws Error when the picture cannot be decoded
 */
export async function videoFile(
	frame: Frame,
	seconds: number,
	{ picture, prompt = '', silent = false }: VideoContent = {},
): Promise<string> {
	const turn = prompt ? degrees(prompt) : 0;
	const hue = turn > 0 ? `,hue=h=${turn}` : '';
	const image = picture ? animated(frame, seconds, picture) : pattern(frame, seconds) + hue;
	const caption = await captionFile(prompt, frame.width);
	const words = caption
		? `[shown];movie=${basename(caption)},format=yuv420p[words];[shown][words]overlay=0:H-h`
		: '';
	const sound = `;sine=frequency=${220 + turn}:beep_factor=4:sample_rate=44100:duration=${seconds}[out1]`;
	return await render(
		{
			graph: `${image},format=yuv420p${words},setsar=1[out0]${silent ? '' : sound}`,
			format: 'mp4',
			muxer: { movflags: '+faststart' },
			tracks: silent ? [videoTrack] : [videoTrack, audioTrack],
		},
		'mp4',
	);
}
