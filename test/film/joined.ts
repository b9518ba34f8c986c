import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { planFilm } from '../../nodes/WaveSpeedVideo/film/film';
import type { Film } from '../../nodes/WaveSpeedVideo/film/film';

/** Joins files into one, as the node does it. */
export async function joinFiles(
	clips: readonly string[],
	output: string,
	withSound = true,
): Promise<Film> {
	const sources = clips.map((path) => ({
		bytes: statSync(path).size,
		open: async () => createReadStream(path),
	}));
	const film = await planFilm(sources, { withSound });
	await pipeline(Readable.from(film.write(), { objectMode: false }), createWriteStream(output));
	return film;
}
