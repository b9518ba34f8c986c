import { readFile } from 'node:fs/promises';

import { videoFile } from '../../dev/simulator/media/videos';
import { gather, inMemory } from '../unit/film/mutations';
import { planFilm } from '../../nodes/WaveSpeedVideo/film/film';
import { fileOf, storeFile } from './harness/binaryFiles';
import { useHost } from './harness/host';
import { runWorkflow } from './harness/runWorkflow';

/** n8n keeps binary data in memory, as base64 inside the item: there are no streams. */
useHost('default');

test('Clips in memory become a film in memory', async () => {
	const content = await readFile(await videoFile({ width: 128, height: 72 }, 1));
	const data = await storeFile(content, { fileName: 'clip.mp4', mimeType: 'video/mp4' });
	const ended = await runWorkflow({
		credentials: {},
		items: [
			{ json: {}, binary: { data } },
			{ json: {}, binary: { data } },
		],
		parameters: { operation: 'join' },
	});
	expect(ended.error).toBeUndefined();
	const film = await planFilm([inMemory(content), inMemory(content)], { withSound: true });
	expect(await fileOf(ended.output[0])).toEqual(await gather(film.write()));
});
