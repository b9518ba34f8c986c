/** `npm run screenshots`: pictures of the node in the real editor, into docs/images/. */
import { mkdir } from 'node:fs/promises';

import {
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

type Workflows = Record<'text' | 'anew', SavedWorkflow>;

async function importAll(ready: ReadyN8n): Promise<Workflows> {
	const text = savingTo(await readExample(TEXT_EXAMPLE), ready.n8n.filesFolder);
	return {
		text: await ready.import(text),
		// A second run in the editor would give the first one's video at once.
		anew: await ready.import(
			withParameters(text, { [NODE_TYPE]: { options: { reuseEarlier: 'never' } } }),
		),
	};
}

type Taking = () => Promise<void>;

/** What the README shows, in the reader's own theme. */
const ofReadme = (photographer: Photographer, { text, anew }: Workflows): Taking[] => [
	() => photographer.canvas(text, 'canvas'),
	() => photographer.video(anew, 'step-video'),
];

/** The steps of docs/first-video.md. */
const ofSteps = (
	photographer: Photographer,
	{ text, anew }: Workflows,
	credentialId: string,
): Taking[] => [
	() => photographer.credential(credentialId, 'step-credential'),
	() => photographer.actions(text, 'step-actions'),
	() => photographer.panel(text, 'step-form'),
	() => photographer.choices(text, 'resolutionTo4k', 'step-price'),
	() => photographer.running(anew, 'step-running'),
];

/** Takes each picture, whatever becomes of the others. */
async function takeAll(taking: Taking[]): Promise<void> {
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
			await takeAll(ofReadme(photographer, workflows));
			if (theme === 'light') await takeAll(ofSteps(photographer, workflows, ready.credentialId));
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
