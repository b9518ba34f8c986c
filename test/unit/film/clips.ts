import { readFile } from 'node:fs/promises';
import { render } from '../../../dev/simulator/media/render';

/** A short clip by a real encoder, with the muxer's options given. */
export async function realClip(movflags?: string, sound = true): Promise<Buffer> {
	const graph = [
		'testsrc2=size=64x48:rate=12:duration=1,format=yuv420p,setsar=1[out0]',
		'sine=frequency=440:sample_rate=48000:duration=1[out1]',
	];
	const picture = { codec: 'libx264', options: { preset: 'medium', crf: '30', g: '6' } };
	const path = await render(
		{
			graph: (sound ? graph : graph.slice(0, 1)).join(';'),
			format: 'mp4',
			muxer: movflags ? { movflags } : {},
			tracks: [picture, { codec: 'aac', options: { b: '32k' } }],
		},
		'mp4',
	);
	return await readFile(path);
}

/** Where a top-level box stands. */
export function placeOf(file: Buffer, type: string): { from: number; to: number } {
	const from = file.indexOf(type, 0, 'latin1') - 4;
	return { from, to: from + file.readUInt32BE(from) };
}
