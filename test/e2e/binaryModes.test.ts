import { readFile, writeFile } from 'node:fs/promises';

import { picture } from '../../dev/simulator';
import { animating } from './animating';
import { expectNoSecrets } from './secrets';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import { chain, GENERATE, readingFiles, saving } from '../../dev/world/workflows';

/** Where n8n keeps files, beside the defaults (2.x: filesystem, 1.x: memory) of the other tests. */
const MODES = [
	{ version: '2.41.1', mode: 'database', id: /^database:/ },
	{ version: '2.41.1', mode: 'default', id: undefined },
	{ version: '1.123.81', mode: 'filesystem', id: /^filesystem-v2:/ },
];

const VIDEO_BYTES = 5_000_000;

describe.each(MODES)('n8n $version with binary data mode "$mode"', ({ version, mode, id }) => {
	const world = useWorld({ version, env: { N8N_DEFAULT_BINARY_DATA_MODE: mode } });

	/** From a picture file to a video file on disk, over a download that is cut twice. */
	async function animate(name: string) {
		const photo = await picture({ width: 1280, height: 720 });
		await writeFile(world().file(`${name}.png`), photo);
		const { simulator } = world();
		simulator.settings.outputBytes = VIDEO_BYTES;
		for (const afterBytes of [1_500_000, 2_500_000]) {
			simulator.misbehave({ on: 'download', fault: { kind: 'reset', afterBytes } });
		}
		const execution = await world().run(
			chain(name, [
				readingFiles(world().file(`${name}.png`)),
				animating(),
				saving(world().file(`${name}.mp4`)),
			]),
		);
		return { execution, photo, target: world().file(`${name}.mp4`) };
	}

	test('uploads the picture and hands on the video, byte for byte', async () => {
		const { execution, photo, target } = await animate('whole');

		expect(execution.error).toBeUndefined();
		const { simulator } = world();
		const [video] = execution.items(GENERATE);
		const saved = await readFile(target);
		expect(saved).toHaveLength(VIDEO_BYTES);
		expect(sha256(saved)).toBe(await world().cdnHash(video?.json['url']));
		expect(await world().cdnHash(simulator.billed[0]?.inputs['image'])).toBe(sha256(photo));
		expect(simulator.requests.filter(({ operation }) => operation === 'download')).toHaveLength(3);
		expect(simulator.billed).toHaveLength(1);
		expect(simulator.unexpected).toEqual([]);
	});

	test('describes the file as a video, and keeps it where n8n is told to', async () => {
		const { execution } = await animate('described');

		const [video] = execution.items(GENERATE);
		const binary = video?.binary?.['data'];
		expect(binary).toMatchObject({
			mimeType: 'video/mp4',
			fileExtension: 'mp4',
			fileName: expect.stringContaining(String(video?.json['id'])),
		});
		if (id) expect(binary?.id).toMatch(id);
		else expect(Buffer.from(binary?.data ?? '', 'base64')).toHaveLength(VIDEO_BYTES);
	});

	test('keeps the API key out of executions, logs and requests to the CDN', () => {
		expectNoSecrets(world());
	});
});
