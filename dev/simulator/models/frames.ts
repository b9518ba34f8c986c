import type { Frame } from '../media/videos';
import type { Inputs } from './model';

/** `1280*720` as a frame. */
export function sizeFrame(inputs: Inputs): Frame {
	const [width = 0, height = 0] = String(inputs['size']).split('*').map(Number);
	return { width, height };
}

/** Pixels of a resolution by its name. */
const shortSide = (resolution: unknown): number =>
	resolution === '4k' ? 2160 : Number.parseInt(String(resolution), 10);

/** 16:9 at this height, standing when the picture stands. */
export function wideFrame(resolution: unknown, portrait: boolean): Frame {
	const short = shortSide(resolution);
	const long = Math.round((short * 16) / 9 / 2) * 2;
	return portrait ? { width: short, height: long } : { width: long, height: short };
}

/** The resolution is the short side; the ratio gives the other. */
export function ratioFrame(inputs: Inputs): Frame {
	const short = shortSide(inputs['resolution']);
	const [across = 16, down = 9] = String(inputs['aspect_ratio']).split(':').map(Number);
	const side = (part: number) => Math.round((short * part) / Math.min(across, down) / 2) * 2;
	return { width: side(across), height: side(down) };
}
