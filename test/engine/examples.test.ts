import type { INode, INodeParameters } from 'n8n-workflow';

import {
	EXAMPLE_FILES,
	grouped,
	IMAGE_EXAMPLE,
	isOurs,
	readExample,
	TEXT_EXAMPLE,
} from '../../dev/n8n';
import { picture } from '../../dev/simulator';
import { storeFile } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { choices, names, shownFields, shownEntries, OPTION_LISTS } from './harness/panel';
import { runWorkflow } from './harness/runWorkflow';

/** The workflows that users import, against the panel and on n8n's engine. */
useHost();
useFastClock();

/** n8n's own field, which it adds to every node that is an agent's tool. */
function withoutToolDescription(parameters: INodeParameters): INodeParameters {
	return Object.fromEntries(
		Object.entries(parameters).filter(([name]) => name !== 'toolDescription'),
	);
}

/** The parameters of our nodes in an example. */
async function nodesOf(file: string): Promise<INodeParameters[]> {
	const { nodes } = await readExample(file);
	return nodes.filter(isOurs).map(({ parameters }) => withoutToolDescription(parameters));
}

describe.each(EXAMPLE_FILES)('examples/%s', (file) => {
	test('sets only what the panel shows, to values that it offers', async () => {
		const ours = await nodesOf(file);
		expect(ours.length).toBeGreaterThan(0);
		for (const parameters of ours) {
			expect(names(shownFields(parameters))).toEqual(
				expect.arrayContaining(Object.keys(parameters)),
			);
			for (const [name, value] of Object.entries(parameters)) {
				const offered = choices(parameters, name)?.map((choice) => choice.value);
				const isFree = OPTION_LISTS.includes(name) || String(value).startsWith('=');
				if (!isFree && offered) expect(offered).toContain(value);
			}
			for (const list of OPTION_LISTS) {
				const options = Object.keys(parameters[list] ?? {});
				expect(names(shownEntries(parameters, list))).toEqual(expect.arrayContaining(options));
			}
		}
	});
});

/** The box of a node on the canvas, with the room that its name takes below it. */
const boxOf = ({ type, position: [x, y], parameters: { width, height } }: INode) =>
	type.endsWith('stickyNote')
		? { left: x, top: y, right: x + Number(width), bottom: y + Number(height) }
		: { left: x, top: y, right: x + 100, bottom: y + 140 };

test.each(EXAMPLE_FILES)(
	'examples/%s says what it costs, and nothing lies on anything else',
	async (file) => {
		const { nodes } = await readExample(file);
		const notes = nodes.filter(({ type }) => type.endsWith('stickyNote'));
		expect(notes.map(({ parameters }) => String(parameters['content'])).join()).toMatch(
			/\*\*[^*]*\$\d+\.\d\d/,
		);
		const boxes = nodes.map((node) => ({ name: node.name, ...boxOf(node) }));
		for (const one of boxes) {
			for (const other of boxes) {
				const apart =
					one.right <= other.left ||
					other.right <= one.left ||
					one.bottom <= other.top ||
					other.bottom <= one.top;
				if (one !== other)
					expect([one.name, other.name, apart]).toEqual([one.name, other.name, true]);
			}
		}
	},
);

describe('A first video', () => {
	test.concurrent.each([TEXT_EXAMPLE, IMAGE_EXAMPLE])(
		'examples/%s buys one of a living model, for the price that its note says',
		async (file) => {
			await onSimulator(async (world) => {
				const example = await readExample(file);
				const [parameters = {}] = await nodesOf(file);
				const photo = await picture({ width: 1280, height: 720 });
				const data = await storeFile(photo, { fileName: 'photo.png', mimeType: 'image/png' });

				const run = await runWorkflow({
					credentials: world.credentials,
					items: [{ json: { prompt: 'A paper boat on a rainy street' }, binary: { data } }],
					parameters: {
						...parameters,
						...grouped({ pollInterval: 1 }, parameters),
					},
				});

				expect(run.error).toBeUndefined();
				expect(String(run.output[0]?.json['model'])).toMatch(/^bytedance\/seedance-2\.0\//);
				const note = example.nodes.find(({ name }) => name === 'Sticky Note');
				const [bill, ...more] = world.billed;
				expect(more).toEqual([]);
				expect(String(note?.parameters['content'])).toContain(
					`Cost of one run: $${bill?.cost.toFixed(2)}**`,
				);
			})();
		},
	);
});
