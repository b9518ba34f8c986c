import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import type { Host } from '../../../nodes/WaveSpeedVideo/base/host';
import type { Runtime } from '../../../nodes/WaveSpeedVideo/base/runtime';
import { StoppedError } from '../../../nodes/WaveSpeedVideo/base/runtime';
import { joinVideos } from '../../../nodes/WaveSpeedVideo/items/joinVideos';
import { realClip } from '../film/clips';

const OPTIONS = {
	inputField: 'data',
	outputField: 'data',
	fileName: 'film.mp4',
	skipMissing: false,
	withSound: true,
};

/** n8n's storage with the same file behind every item; counts the streams that are open. */
function storage(prefix: string, file: Buffer, size = file.length) {
	const seen = { opened: 0, closed: 0, stored: 0 };
	const host = {
		items: [],
		binary: {
			ofItem: (item: number) => ({ id: `${prefix}:${item}`, data: prefix, mimeType: 'video/mp4' }),
			size: async () => size,
			open: async () => {
				seen.opened++;
				const chunks = Array.from({ length: Math.ceil(file.length / 500) }, (_, at) =>
					file.subarray(500 * at, 500 * at + 500),
				);
				return Readable.from(chunks, { objectMode: false }).on('close', () => seen.closed++);
			},
			store: async (stream: Readable) => {
				seen.stored = (await buffer(stream)).length;
				return { id: `${prefix}:film`, data: prefix, mimeType: 'video/mp4' };
			},
		},
	} as unknown as Host;
	return { host, seen };
}

const runtime = (checkStop: () => void) => ({ checkStop }) as Runtime;

test.each(['database', 's3'])(
	'where %s holds files as a whole, a film that is too large is refused before anything is read',
	async (prefix) => {
		const { host, seen } = storage(prefix, Buffer.alloc(0), 300_000_000);
		const result = await joinVideos(
			host,
			runtime(() => {}),
			{ items: [4, 7] },
			OPTIONS,
		);
		expect(result).toMatchObject({ kind: 'failed', item: 4, failure: { code: 'cannot_join' } });
		expect(seen.opened).toBe(0);
	},
);

test('a stop while the film is written ends it, and closes every stream', async () => {
	const { host, seen } = storage('filesystem-v2', await realClip('+faststart'));
	const stopWhen = (isTime: () => boolean) =>
		runtime(() => {
			if (isTime()) throw new StoppedError();
		});
	// Two inspections, the class of streams, and then the first clip once more.
	const writing = stopWhen(() => seen.opened > 3 && ++chunks > 3);
	let chunks = 0;
	const film = { items: [0, 1] };
	await expect(joinVideos(host, writing, film, OPTIONS)).rejects.toThrow(StoppedError);
	await new Promise((resolve) => setImmediate(resolve));
	expect(seen).toEqual({ opened: 4, closed: 4, stored: 0 });
});

test('a film that is written to its end has closed every stream, too', async () => {
	const { host, seen } = storage('filesystem-v2', await realClip('+faststart'));
	const film = await joinVideos(
		host,
		runtime(() => {}),
		{ items: [0, 1] },
		OPTIONS,
	);
	await new Promise((resolve) => setImmediate(resolve));
	expect(film).toMatchObject({ kind: 'film', row: { json: { video: { bytes: seen.stored } } } });
	expect(seen.closed).toBe(seen.opened);
});
