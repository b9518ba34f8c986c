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
const ALL_OPTIONS_HEIGHT = 1320;

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

type Workflows = Record<'text' | 'image' | 'seedance' | 'custom', SavedWorkflow>;

async function importAll(ready: ReadyN8n): Promise<Workflows> {
	const text = await readExample(TEXT_EXAMPLE);
	const image = await readExample(IMAGE_EXAMPLE);
	const withNode = (example: typeof text, parameters: object) =>
		ready.import(withParameters(example, { [NODE_TYPE]: { ...parameters } }));
	return {
		text: await ready.import(savingTo(text, ready.n8n.filesFolder)),
		image: await withNode(image, { options: SHOWN_OPTIONS }),
		seedance: await withNode(text, { options: { maxCost: 5 } }),
		custom: await withNode(text, CUSTOM_MODEL),
	};
}

/** What the README and the reference show. */
async function takeAll(photographer: Photographer, workflows: Workflows): Promise<void> {
	const { text, image, seedance, custom } = workflows;
	await photographer.panel(text, 'text-to-video');
	await photographer.panel(image, 'image-to-video', ALL_OPTIONS_HEIGHT);
	await photographer.panel(seedance, 'seedance');
	await photographer.panel(custom, 'custom-model');
	await photographer.canvas(text, 'canvas');
	await photographer.search(text, 'ai video', 'node-creator');
	await photographer.result(text, 'result');
}

/** The steps of docs/first-video.md. */
async function takeSteps(
	photographer: Photographer,
	{ text }: Workflows,
	credentialId: string,
): Promise<void> {
	await photographer.credential(credentialId, 'step-credential');
	await photographer.actions(text, 'step-actions');
	await photographer.choices(text, 'resolutionTo4k', 'step-price');
	await photographer.running(text, 'step-running');
	await photographer.video(text, 'step-video');
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
			await takeAll(photographer, workflows);
			await takeSteps(photographer, workflows, ready.credentialId);
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
