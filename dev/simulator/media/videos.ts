import { basename } from 'node:path';
import { render } from './render';
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

/**
 * The path of a playable H.264/AAC MP4 (index first, as on the web) of exactly this frame and
 * length, made once and then kept.
 *
 * @param picture path of a picture in the render cache, shown as first frame
 * @throws Error when the picture cannot be decoded
 */
export function videoFile(frame: Frame, seconds: number, picture?: string): Promise<string> {
	const image = picture ? animated(frame, seconds, picture) : pattern(frame, seconds);
	const sound = `sine=frequency=220:beep_factor=4:sample_rate=44100:duration=${seconds}`;
	return render(
		{
			graph: `${image},format=yuv420p,setsar=1[out0];${sound}[out1]`,
			format: 'mp4',
			muxer: { movflags: '+faststart' },
			tracks: [videoTrack, audioTrack],
		},
		'mp4',
	);
}
