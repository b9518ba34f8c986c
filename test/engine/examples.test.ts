import type { INodeParameters } from 'n8n-workflow';

import {
	grouped,
	FILM_EXAMPLE,
	IMAGE_EXAMPLE,
	NODE_TYPE,
	PATIENT_EXAMPLE,
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

/** The parameters of our nodes in an example. */
async function nodesOf(file: string): Promise<INodeParameters[]> {
	const { nodes } = await readExample(file);
	return nodes.filter(({ type }) => type === NODE_TYPE).map(({ parameters }) => parameters);
}

describe.each([TEXT_EXAMPLE, IMAGE_EXAMPLE, FILM_EXAMPLE, PATIENT_EXAMPLE])('examples/%s', (file) => {
	test('sets only what the panel shows, to values that it offers', async () => {
		const ours = await nodesOf(file);
		expect(ours.length).toBeGreaterThan(0);
		for (const parameters of ours) {
			expect(names(shownFields(parameters))).toEqual(
				expect.arrayContaining(Object.keys(parameters)),
			);
			for (const [name, value] of Object.entries(parameters)) {
				const offered = choices(parameters, name)?.map((choice) => choice.value);
				if (!OPTION_LISTS.includes(name) && offered) expect(offered).toContain(value);
			}
			for (const list of OPTION_LISTS) {
				const options = Object.keys(parameters[list] ?? {});
				expect(names(shownEntries(parameters, list))).toEqual(expect.arrayContaining(options));
			}
		}
	});
});

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
