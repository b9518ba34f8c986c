import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs the system's FFmpeg or one of its tools; what it prints comes back as bytes.
 *
 * @throws Error with its words, or with the advice to install it
 */
export async function ffmpeg(arguments_: readonly string[], tool = 'ffmpeg'): Promise<Buffer> {
	const quiet = tool === 'ffmpeg' ? ['-v', 'error', '-nostdin', '-y'] : ['-v', 'error'];
	try {
		const { stdout } = await run(tool, [...quiet, ...arguments_], {
			encoding: 'buffer',
			maxBuffer: 1024 ** 3,
		});
		return stdout;
	} catch (error) {
		if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
		throw new Error(`${tool} is missing. Install FFmpeg (on Debian: apt-get install ffmpeg).`);
	}
}

/** What FFmpeg prints while it decodes all of a file; empty when nothing is wrong. */
export async function decodingErrors(path: string): Promise<string> {
	const decode = ['-map', '0', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'];
	const { stderr } = await run('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, ...decode], {
		maxBuffer: 1024 ** 3,
	});
	return stderr;
}

/** A picture of a video as decoded: its hash, and when it is shown, in seconds. */
export interface DecodedPicture {
	md5: string;
	at: number;
}

/** All pictures of a video, in the order in which they are shown. */
export async function decodePictures(path: string): Promise<DecodedPicture[]> {
	const text = await ffmpeg([
		...['-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough'],
		...['-enc_time_base', '1:1000000', '-f', 'framemd5', '-'],
	]);
	const lines = text.toString().split('\n');
	return lines
		.filter((line) => line && !line.startsWith('#'))
		.map((line) => {
			const cells = line.split(',').map((cell) => cell.trim());
			return { md5: cells[5] ?? '', at: Number(cells[2]) / 1e6 };
		});
}

/** The sound as decoded: mono, 16 bits. */
export async function decodeSound(path: string, rate: number): Promise<Int16Array> {
	const bytes = await ffmpeg([
		...['-i', path, '-map', '0:a:0', '-ac', '1', '-ar', String(rate)],
		...['-f', 's16le', '-c:a', 'pcm_s16le', '-'],
	]);
	return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** FFmpeg's own joining, for comparison: the concat demuxer with `-c copy`. */
export async function concatCopy(clips: readonly string[], output: string): Promise<void> {
	const list = `${output}.txt`;
	await writeFile(list, clips.map((clip) => `file '${clip}'\n`).join(''));
	await ffmpeg(['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', output]);
}
