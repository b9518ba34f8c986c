import { readdir, readFile } from 'node:fs/promises';

import {
	EXAMPLE_FILES,
	IMAGE_EXAMPLE,
	NODE_TYPE,
	readExample,
	savingTo,
	serveFile,
	TEXT_EXAMPLE,
	withParameters,
	type WorkflowContent,
} from '../../dev/n8n';
import { picture } from '../../dev/simulator';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import { GENERATE } from '../../dev/world/workflows';

const EXAMPLES = [TEXT_EXAMPLE, IMAGE_EXAMPLE];

const world = useWorld();

/** The example with what differs from machine to machine: where to poll, fetch and write. */
const adapted = (example: WorkflowContent, pictureUrl: string): WorkflowContent =>
	withParameters(savingTo(example, world().n8n.filesFolder), {
		[NODE_TYPE]: { options: { pollInterval: 1 } },
		'n8n-nodes-base.httpRequest': { url: pictureUrl },
	});

test.each(EXAMPLES)('examples/%s imports, runs and leaves a video on disk', async (file) => {
	const photo = await serveFile(await picture({ width: 1280, height: 720 }), 'photo.png');
	try {
		const before = await readdir(world().n8n.filesFolder);

		const execution = await world().run(adapted(await readExample(file), photo.url));

		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe('success');
		const after = await readdir(world().n8n.filesFolder);
		const written = after.filter((name) => !before.includes(name));
		expect(written).toEqual([expect.stringMatching(/\.mp4$/)]);
		const [video] = execution.items(GENERATE);
		const saved = await readFile(world().file(written[0] ?? ''));
		expect(sha256(saved)).toBe(await world().cdnHash(video?.json['url']));
		expect(world().simulator.unexpected).toEqual([]);
	} finally {
		await photo.close();
	}
});

test.each(EXAMPLE_FILES)(
	'examples/%s holds no credential, and its connections name nodes that exist',
	async (file) => {
		const { connections, nodes, ...rest } = await readExample(file);

		expect(nodes.flatMap(({ credentials }) => Object.keys(credentials ?? {}))).toEqual([]);
		expect(Object.keys(rest).sort()).toEqual(['name', 'settings']);
		const names = nodes.map(({ name }) => name);
		const mentioned = Object.entries(connections).flatMap(([from, kinds]) => [
			from,
			...Object.values(kinds).flatMap((outputs) =>
				outputs.flatMap((output) => (output ?? []).map(({ node }) => node)),
			),
		]);
		expect(names).toEqual(expect.arrayContaining(mentioned));
	},
);
