/** What a video is, by its own index: plain JSON. */
export interface VideoFacts {
	/** As it is shown, in pixels. */
	width: number;
	height: number;
	/** Of the pictures. */
	durationSeconds: number;
	/** Pictures per second, on average. */
	frameRate: number;
	/** As ffprobe names them: `h264`, `hevc`, …; `aac`, …, or null without sound. */
	codec: string;
	audioCodec: string | null;
	bytes: number;
}

/** Finds a video's facts while its bytes pass. Never throws. */
export interface VideoReader {
	/** All bytes, in order, in any pieces. */
	push(bytes: Uint8Array): void;
	/** Undefined for what is no video, or none that can be read. */
	facts(): VideoFacts | undefined;
}

/** What an order says of the video that must come: plain JSON. What it leaves open is undefined. */
export interface OrderedVideo {
	/** Its length. */
	seconds?: number;
	/** Its length at least, where it is added to something. */
	minSeconds?: number;
	/** By name, e.g. `720p` or `4k`. */
	resolution?: string;
	/** Width to height, e.g. `16:9`. */
	aspectRatio?: string;
	/** In pixels. */
	size?: { width: number; height: number };
	sound?: boolean;
}
