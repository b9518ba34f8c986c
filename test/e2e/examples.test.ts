import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { type WorkflowContent } from '../host';
import { picture } from '../simulator';
import { servePicture } from './picture-server';
import { cdnHash, sha256, useWorld } from './world';
import { GENERATE, NODE_TYPE } from './workflows';

const EXAMPLES = resolve(__dirname, '../../examples');

const world = useWorld();

const readExample = async (file: string): Promise<WorkflowContent> =>
	JSON.parse(await readFile(join(EXAMPLES, file), 'utf8')) as WorkflowContent;

/** The example with what differs from machine to machine: where to poll, fetch and write. */
function adapted(example: WorkflowContent, pictureUrl: string): WorkflowContent {
	const nodes = example.nodes.map((node) => {
		const { parameters } = node;
		const { fileName, options, url } = parameters;
		return {
			...node,
			parameters: {
				...parameters,
				...(node.type === NODE_TYPE ? { options: { ...Object(options), pollInterval: 1 } } : {}),
				...(url === undefined ? {} : { url: pictureUrl }),
				...(fileName === undefined
					? {}
					: {
							fileName: String(fileName).replace('/home/node/.n8n-files', world().n8n.filesFolder),
						}),
			},
		};
	});
	return { ...example, nodes };
}

test.each(['text-to-video.json', 'image-to-video.json'])(
	'examples/%s imports, runs and leaves a video on disk',
	async (file) => {
		const pictures = await servePicture(await picture({ width: 1280, height: 720 }));
		try {
			const before = await readdir(world().n8n.filesFolder);

			const execution = await world().run(adapted(await readExample(file), pictures.url));

			expect(execution.error).toBeUndefined();
			expect(execution.status).toBe('success');
			const written = (await readdir(world().n8n.filesFolder)).filter(
				(name) => !before.includes(name),
			);
			expect(written).toEqual([expect.stringMatching(/\.mp4$/)]);
			const [video] = execution.items(GENERATE);
			expect(sha256(await readFile(world().file(written[0] ?? '')))).toBe(
				await cdnHash(video?.json['url']),
			);
			expect(world().simulator.unexpected).toEqual([]);
		} finally {
			await pictures.close();
		}
	},
);

test.each(['text-to-video.json', 'image-to-video.json'])(
	'examples/%s holds no credential, and its connections name nodes that exist',
	async (file) => {
		const { connections, nodes, ...rest } = await readExample(file);

		expect(nodes.flatMap(({ credentials }) => Object.keys(credentials ?? {}))).toEqual([]);
		expect(Object.keys(rest).sort()).toEqual(['name', 'settings']);
		const names = nodes.map(({ name }) => name);
		const mentioned = Object.entries(connections).flatMap(([from, { main }]) => [
			from,
			...(main ?? []).flatMap((output) => (output ?? []).map(({ node }) => node)),
		]);
		expect(names).toEqual(expect.arrayContaining(mentioned));
	},
);
