import type { OrderedVideo, VideoFacts } from '../base/video';

/**
 * Seconds. Half of the smallest step between two lengths that can be ordered; encoders end up to
 * some frames later than asked (5.04 s for 5 s).
 */
const SECONDS_OFF = 0.5;

/**
 * Part of a side, or of a ratio. Models round sides to multiples of 8 to 64 (864 × 496 for 16:9 at
 * 480p is 2 % off); the ratios that can be ordered are 25 % and more apart, and so are the heights.
 */
const SIDE_OFF = 0.08;

/**
 * Part of the picture's area. Seedance keeps the area of 16:9 at other ratios: its 480p square has
 * 640 × 640 pixels, its 720p at 3:4 has 834 × 1112. From one resolution to the next it doubles.
 */
const AREA_OFF = 0.25;

/** Short sides by the names that are no "…p". */
const SHORT_SIDES: Record<string, number> = { '2k': 1440, '4k': 2160, '8k': 4320 };

const WIDE = 16 / 9;

/** How a video differs from what was ordered, one sentence part each; empty when it doesn't. */
export function mismatchesOf(ordered: OrderedVideo, came: VideoFacts): string[] {
	return [lengthOff, resolutionOff, frameOff, soundOff].flatMap((check) => {
		const off = check(ordered, came);
		return off === undefined ? [] : [off];
	});
}

type Check = (ordered: OrderedVideo, came: VideoFacts) => string | undefined;

const lengthOff: Check = ({ seconds, minSeconds }, { durationSeconds: came }) => {
	if (seconds !== undefined && Math.abs(came - seconds) > SECONDS_OFF) {
		return `${seconds} s were ordered, ${shortSeconds(came)} s came`;
	}
	if (minSeconds !== undefined && came < minSeconds - SECONDS_OFF) {
		return `at least ${minSeconds} s were ordered, ${shortSeconds(came)} s came`;
	}
	return undefined;
};

const resolutionOff: Check = ({ resolution, size }, came) => {
	if (size) {
		const fits = isNear(areaOf(came), areaOf(size), AREA_OFF);
		return fits ? undefined : `${times(size)} was ordered, ${times(came)} came`;
	}
	const short = resolution === undefined ? undefined : shortSideOf(resolution);
	if (short === undefined) return undefined;
	const fits =
		isNear(Math.min(came.width, came.height), short, SIDE_OFF) ||
		isNear(areaOf(came), short * short * WIDE, AREA_OFF);
	return fits ? undefined : `${resolution} was ordered, ${times(came)} came`;
};

const frameOff: Check = ({ aspectRatio, size }, came) => {
	const wanted = size ? size.width / size.height : ratioOf(aspectRatio);
	if (wanted === undefined || isNear(came.width / came.height, wanted, SIDE_OFF)) return undefined;
	const [ordered, seen] = [wanted, came.width / came.height].map(standing);
	const name = size ? times(size) : aspectRatio;
	return ordered === seen
		? `${name} was ordered, ${times(came)} came`
		: `a ${ordered} video (${name}) was ordered, a ${seen} one (${times(came)}) came`;
};

const soundOff: Check = ({ sound }, { audioCodec }) => {
	if (sound === undefined || sound === (audioCodec !== null)) return undefined;
	return sound ? 'sound was ordered, none came' : 'no sound was ordered, but it has some';
};

function isNear(value: number, wanted: number, part: number): boolean {
	return Math.abs(value - wanted) <= wanted * part;
}

function shortSideOf(resolution: string): number | undefined {
	const [, lines] = /^(\d{3,4})p$/i.exec(resolution) ?? [];
	return lines === undefined ? SHORT_SIDES[resolution.toLowerCase()] : Number(lines);
}

function ratioOf(aspectRatio: string | undefined): number | undefined {
	const [, across, down] = /^(\d{1,3}):(\d{1,3})$/.exec(aspectRatio ?? '') ?? [];
	return Number(down) > 0 ? Number(across) / Number(down) : undefined;
}

function standing(ratio: number): string {
	if (isNear(ratio, 1, SIDE_OFF)) return 'square';
	return ratio < 1 ? 'portrait' : 'landscape';
}

const areaOf = ({ width, height }: { width: number; height: number }) => width * height;

const times = ({ width, height }: { width: number; height: number }) => `${width} × ${height}`;

const shortSeconds = (seconds: number) => Math.round(seconds * 10) / 10;
