/** `npm run screenshots`: pictures of the node in the real editor, into docs/images/. */
import { mkdir } from 'node:fs/promises';

import {
	IMAGE_EXAMPLE,
	NODE_TYPE,
	readExample,
	savingTo,
	type SavedWorkflow,
	TEXT_EXAMPLE,
	withParameters,
} from '../n8n';
import { logIn, openBrowser, type Theme } from './browser';
import { Cleanup } from './cleanup';
import { IMAGES, Photographer } from './photographer';
import { ReadyN8n } from './readyN8n';
import { chooseService } from './service';

/** Window height in pixels that shows all of them. */
const ALL_OPTIONS_HEIGHT = 1900;

/** Options that the image-to-video picture shows as added. */
const SHOWN_OPTIONS = {
	fileName: '{model}_{predictionId}_{item}.mp4',
	maxConcurrent: 4,
	outputBinaryField: 'video',
	timeout: 1800,
};

const SEEDANCE = 'bytedance/seedance-2.0/text-to-video';

/** A model of the live list, with the inputs that it describes. */
const CUSTOM_MODEL = {
	operation: 'customModel',
	customModel: { __rl: true, mode: 'list', value: SEEDANCE, cachedResultName: SEEDANCE },
};

type Workflows = Record<'text' | 'image' | 'custom' | 'anew', SavedWorkflow>;

async function importAll(ready: ReadyN8n): Promise<Workflows> {
	const text = await readExample(TEXT_EXAMPLE);
	const image = await readExample(IMAGE_EXAMPLE);
	const withNode = (example: typeof text, parameters: object) =>
		ready.import(withParameters(example, { [NODE_TYPE]: { ...parameters } }));
	return {
		text: await ready.import(savingTo(text, ready.n8n.filesFolder)),
		image: await withNode(image, { options: SHOWN_OPTIONS }),
		custom: await withNode(text, CUSTOM_MODEL),
		// A second run in the editor would give the first one's video at once.
		anew: await ready.import(
			savingTo(
				withParameters(text, { [NODE_TYPE]: { options: { reuseEarlier: 'never' } } }),
				ready.n8n.filesFolder,
			),
		),
	};
}

/** What the papers show; `step-…` are the steps of docs/first-video.md. */
const pictures = (
	photographer: Photographer,
	{ text, image, custom, anew }: Workflows,
	credentialId: string,
): Array<() => Promise<void>> => [
	() => photographer.panel(text, 'text-to-video'),
	() => photographer.panel(image, 'image-to-video', ALL_OPTIONS_HEIGHT),
	() => photographer.panel(custom, 'custom-model'),
	() => photographer.canvas(text, 'canvas'),
	() => photographer.search(text, 'ai video', 'node-creator'),
	() => photographer.credential(credentialId, 'step-credential'),
	() => photographer.actions(text, 'step-actions'),
	() => photographer.choices(text, 'resolutionTo4k', 'step-price'),
	() => photographer.result(anew, 'result'),
	() => photographer.video(anew, 'step-video'),
	() => photographer.running(anew, 'step-running'),
];

/** Takes each picture, whatever becomes of the others. */
async function takeAll(taking: Array<() => Promise<void>>): Promise<void> {
	for (const take of taking) {
		await take().catch((error: unknown) => {
			console.error(`\n${error instanceof Error ? error.message : String(error)}`);
			process.exitCode = 1;
		});
	}
}

async function main(): Promise<void> {
	await mkdir(IMAGES, { recursive: true });
	const cleanup = new Cleanup(() => console.log('\nStopping …'));
	try {
		const browser = await cleanup.add(openBrowser(), (running) => running.close());
		const service = await chooseService(false, cleanup);
		const ready = await ReadyN8n.start(service, cleanup);
		const workflows = await importAll(ready);
		for (const theme of ['light', 'dark'] satisfies Theme[]) {
			const context = await logIn(browser, ready.n8n.url, theme);
			const photographer = new Photographer(context, theme);
			await takeAll(pictures(photographer, workflows, ready.credentialId));
			await context.close();
		}
	} finally {
		await cleanup.run();
	}
}

main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
});
