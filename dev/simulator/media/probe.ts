import { path as ffprobe } from '@ffprobe-installer/ffprobe';
import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import { promisify } from 'node:util';

/** What ffprobe says of a file. */
export interface VideoFacts {
	codec: string;
	/** Undefined when the file has no sound. */
	audioCodec?: string;
	width: number;
	height: number;
	/** Of the picture, not of the sound. */
	seconds: number;
	bytes: number;
}

interface ProbeReport {
	streams: {
		codec_type: string;
		codec_name: string;
		width?: number;
		height?: number;
		duration?: string;
	}[];
	format: { duration: string; size: string };
}

const run = promisify(execFile);

/** The package makes its binary executable in an install script, and ours don't run. */
function makeExecutable(path: string): void {
	try {
		accessSync(path, constants.X_OK);
	} catch {
		chmodSync(path, 0o755);
	}
}

/**
 * Codec, size and length of a video file.
 *
 * @throws Error with ffprobe's words when the file is no playable video
 */
export async function probeVideo(path: string): Promise<VideoFacts> {
	makeExecutable(ffprobe);
	const arguments_ = ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path];
	const { stdout } = await run(ffprobe, arguments_, { maxBuffer: 16 * 1024 * 1024 });
	const report = JSON.parse(stdout) as ProbeReport;
	const video = report.streams.find((stream) => stream.codec_type === 'video');
	if (!video) throw new Error(`${path} has no video stream`);
	return {
		codec: video.codec_name,
		audioCodec: report.streams.find((stream) => stream.codec_type === 'audio')?.codec_name,
		width: video.width ?? 0,
		height: video.height ?? 0,
		seconds: Number(video.duration ?? report.format.duration),
		bytes: Number(report.format.size),
	};
}
