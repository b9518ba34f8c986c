import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import {
	APPROVE_EXAMPLE,
	EXAMPLE_FILES,
	grouped,
	IMAGE_EXAMPLE,
	isOurs,
	PICTURE_EXAMPLE,
	readExample,
	REELS_EXAMPLE,
	STORY_EXAMPLE,
	TEXT_EXAMPLE,
} from '../../dev/n8n';
import { picture } from '../../dev/simulator';
import { storeFile } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { choices, names, shownFields, shownEntries, OPTION_LISTS } from './harness/panel';
import { runOn } from './harness/runOn';
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

				const run = await runOn(
					world,
					{
						...parameters,
						...grouped({ pollInterval: 1 }, parameters),
					},
					{ items: [{ json: { prompt: 'A paper boat on a rainy street' }, binary: { data } }] },
				);

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

describe('Our nodes one after another', () => {
	/** An expression's look at an earlier node becomes what that node gives. */
	const lookedUp = (parameters: INodeParameters, given: Record<string, IDataObject>) =>
		JSON.parse(JSON.stringify(parameters), (_name, value: unknown) =>
			typeof value === 'string' && value.startsWith('=')
				? value.replace(
						/\$\('([^']+)'\)\.item\.json/g,
						// Two braces in a row would end the expression.
						(_look, node: string) => `(${JSON.stringify(given[node]).replace(/\}(?=\})/g, '} ')})`,
					)
				: value,
		) as INodeParameters;

	/** What the example's Set node gives. */
	const written = (nodes: INode[], name: string): IDataObject =>
		JSON.parse(String(nodes.find((node) => node.name === name)?.parameters['jsonOutput']));

	const cases: Array<[string, string, string[]]> = [
		[
			STORY_EXAMPLE,
			'Write Story',
			['seedance-2.0/text-to-video', 'seedance-2.0/video-extend', 'seedance-2.0/video-extend'],
		],
		[PICTURE_EXAMPLE, 'Write Scene', ['seedream-v4.5', 'seedance-2.0/image-to-video']],
		[REELS_EXAMPLE, 'Read Photos', ['seedance-2.0-fast/image-to-video', 'veed/subtitles']],
	];

	test.concurrent.each(cases)(
		'in examples/%s take what the one before gives, for the price of the note',
		(file, first, models) =>
			onSimulator(async (world) => {
				const { nodes } = await readExample(file);
				const photo = await picture({ width: 720, height: 1280 });
				const data = await storeFile(photo, { fileName: 'Oak-Chair.png', mimeType: 'image/png' });
				const json =
					first === 'Read Photos' ? { fileName: 'Oak-Chair.png' } : written(nodes, first);
				let items: INodeExecutionData[] = [{ json, binary: { data } }];
				for (const { parameters } of nodes.filter(isOurs)) {
					const quick = grouped({ pollInterval: 1 }, parameters);
					const run = await runOn(world, lookedUp({ ...parameters, ...quick }, { [first]: json }), {
						items,
					});
					expect(run.error).toBeUndefined();
					items = run.output.map((item) => ({ json: item.json, binary: item.binary }));
				}
				expect(world.billed.map(({ model }) => model)).toEqual(
					models.map((model) => expect.stringContaining(model)),
				);
				const notes = nodes.map(({ parameters }) => String(parameters['content'])).join();
				const [, price] = /\*\*Cost of one [a-z]+: \$(\d+\.\d\d)\*\*/.exec(notes) ?? [];
				expect(world.billed.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(Number(price), 6);
				const captions = world.billed.at(-1)?.inputs['srt_content'];
				if (file === REELS_EXAMPLE) expect(captions).toContain('--> 00:00:05,000\nOak Chair');
			})(),
	);

	test.concurrent(
		`in examples/${APPROVE_EXAMPLE} buy what was asked for at the price that was told, and nothing for an unknown one`,
		onSimulator(async (world) => {
			const { nodes } = await readExample(APPROVE_EXAMPLE);
			const of = (name: string) => nodes.find((node) => node.name === name)?.parameters ?? {};
			const json = { Prompt: 'A paper boat at dusk', Seconds: '10' };
			const { credentials } = world;
			const tell = async () =>
				(await runWorkflow({ credentials, items: [{ json }], parameters: of('Tell Price') }))
					.output[0]?.json ?? {};
			const make = (told: IDataObject) =>
				runWorkflow({
					credentials,
					items: [{ json: { Decision: 'Make it' } }],
					parameters: lookedUp(
						{ ...of('Make Video'), ...grouped({ pollInterval: 1 }, of('Make Video')) },
						{ 'On Form Submission': json, 'Tell Price': told },
					),
				});
			world.misbehave({ on: 'price', fault: { kind: 'status', status: 500 }, times: 9 });
			const refused = await make({ inputs: { duration: 10 }, totalCost: 'unknown' });
			expect(refused.error?.message).toMatch(/Max Cost per Run.*unknown/);
			expect(world.billed).toEqual([]);

			world.reset();
			const told = await tell();
			expect(told).toMatchObject({ totalCost: 2.4, inputs: { duration: 10 } });
			const made = await make(told);
			expect(made.error).toBeUndefined();
			expect(world.billed.map(({ cost }) => cost)).toEqual([2.4]);
		}),
	);
});
