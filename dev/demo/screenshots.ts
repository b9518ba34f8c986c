/** `npm run screenshots`: pictures of the node in the real editor, into docs/images/. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { BrowserContext, Page } from 'playwright-core';

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
import { ReadyN8n } from './readyN8n';
import { chooseService } from './service';

const IMAGES = resolve(__dirname, '../../docs/images');

/** The node's name in both examples. */
const NODE_NAME = 'WaveSpeed Video';

/** Milliseconds for the editor's own animations. */
const SETTLE = 1_500;

/** Window height in pixels that shows all of them. */
const ALL_OPTIONS_HEIGHT = 1320;

/** Options that the image-to-video picture shows as added. */
const SHOWN_OPTIONS = {
	downloadVideo: true,
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

/** Takes pictures of one n8n in one theme. */
class Photographer {
	constructor(
		private readonly context: BrowserContext,
		private readonly theme: Theme,
	) {}

	/** The node's panel, opened by its address, in a window of this height (pixels). */
	async panel(workflow: SavedWorkflow, name: string, height?: number): Promise<void> {
		const node = workflow.nodes.find(({ type }) => type === NODE_TYPE);
		const page = await this.open(`/workflow/${workflow.id}/${node?.id}`);
		await page.getByTestId('parameter-input-operation').waitFor();
		if (height !== undefined) await page.setViewportSize({ width: 1440, height });
		await this.take(page, `panel-${name}`);
	}

	/** The panel after a run in the editor, with its input and its output. */
	async result(workflow: SavedWorkflow, name: string): Promise<void> {
		const page = await this.openCanvas(workflow);
		await page.getByTestId('execute-workflow-button').click();
		await page.getByText('Workflow executed successfully').waitFor({ timeout: 120_000 });
		await page.getByTestId('canvas-node').filter({ hasText: NODE_NAME }).dblclick();
		await page.getByTestId('parameter-input-operation').waitFor();
		await this.take(page, name);
	}

	/** The node between its neighbours. */
	async canvas(workflow: SavedWorkflow, name: string): Promise<void> {
		await this.take(await this.openCanvas(workflow), name);
	}

	/** What a person finds who looks for `text` in the list of nodes. */
	async search(workflow: SavedWorkflow, text: string, name: string): Promise<void> {
		const page = await this.openCanvas(workflow);
		await page.getByTestId('node-creator-plus-button').click();
		await page.getByTestId('node-creator-search-bar').fill(text);
		await this.take(page, name);
	}

	private async openCanvas(workflow: SavedWorkflow): Promise<Page> {
		const page = await this.open(`/workflow/${workflow.id}`);
		await page.getByTestId('canvas-node').first().waitFor();
		return page;
	}

	private async open(path: string): Promise<Page> {
		const page = await this.context.newPage();
		await page.goto(path);
		return page;
	}

	private async take(page: Page, name: string): Promise<void> {
		await page.waitForTimeout(SETTLE);
		const path = join(IMAGES, `${name}-${this.theme}.png`);
		await page.screenshot({ path });
		console.log(path);
		await page.close();
	}
}

async function main(): Promise<void> {
	await mkdir(IMAGES, { recursive: true });
	const cleanup = new Cleanup(() => console.log('\nStopping …'));
	try {
		const browser = await cleanup.add(openBrowser(), (running) => running.close());
		const service = await chooseService(false, cleanup);
		const ready = await ReadyN8n.start(service, cleanup);
		const text = await ready.import(
			savingTo(await readExample(TEXT_EXAMPLE), ready.n8n.filesFolder),
		);
		const image = await ready.import(
			withParameters(await readExample(IMAGE_EXAMPLE), { [NODE_TYPE]: { options: SHOWN_OPTIONS } }),
		);
		const seedance = await ready.import(
			withParameters(await readExample(TEXT_EXAMPLE), {
				[NODE_TYPE]: { options: { maxCost: 5 } },
			}),
		);
		const custom = await ready.import(
			withParameters(await readExample(TEXT_EXAMPLE), { [NODE_TYPE]: CUSTOM_MODEL }),
		);
		for (const theme of ['light', 'dark'] satisfies Theme[]) {
			const context = await logIn(browser, ready.n8n.url, theme);
			const photographer = new Photographer(context, theme);
			await photographer.panel(text, 'text-to-video');
			await photographer.panel(image, 'image-to-video', ALL_OPTIONS_HEIGHT);
			await photographer.panel(seedance, 'seedance');
			await photographer.panel(custom, 'custom-model');
			await photographer.canvas(text, 'canvas');
			await photographer.search(text, 'sora', 'node-creator');
			await photographer.result(text, 'result');
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
