import { join, resolve } from 'node:path';

import type { BrowserContext, Page } from 'playwright-core';

import { NODE_TYPE, type SavedWorkflow } from '../n8n';
import type { Theme } from './browser';

export const IMAGES = resolve(__dirname, '../../docs/images');

/** The node's name in the examples, and in n8n's list of nodes. */
const NODE_NAME = 'WaveSpeed Video';

/** Milliseconds for the editor's own animations. */
const SETTLE = 1_500;

/** Milliseconds into a run of which a picture is taken. */
const UNDER_WAY = 3_000;

/** Milliseconds that a run in the editor may take, also on a machine with other work. */
const RUN_LIMIT = 300_000;

/** Takes pictures of one n8n in one theme, named for what they show. */
export class Photographer {
	constructor(
		private readonly context: BrowserContext,
		private readonly theme: Theme,
	) {}

	/** The node's panel, opened by its address. */
	async panel(workflow: SavedWorkflow, name: string): Promise<void> {
		await this.take(await this.openPanel(workflow), name);
	}

	/** A drop-down of the panel with its choices. */
	async choices(workflow: SavedWorkflow, parameter: string, name: string): Promise<void> {
		const page = await this.openPanel(workflow);
		await page.getByTestId(`parameter-input-${parameter}`).click();
		await this.take(page, name);
	}

	/** A credential, which n8n tests when it is opened. */
	async credential(id: string, name: string): Promise<void> {
		const page = await this.open(`/home/credentials/${id}`);
		await page.getByText('Connection tested successfully').waitFor();
		await this.take(page, name);
	}

	/** The node between its neighbours. */
	async canvas(workflow: SavedWorkflow, name: string): Promise<void> {
		await this.take(await this.openCanvas(workflow), name);
	}

	/** What the node can do, as the list of nodes shows it. */
	async actions(workflow: SavedWorkflow, name: string): Promise<void> {
		const page = await this.openSearch(workflow, NODE_NAME);
		const found = page.getByTestId('node-creator').getByText(NODE_NAME, { exact: true });
		await found.first().click();
		await page.getByText('Generate video from text', { exact: true }).waitFor();
		await this.take(page, name);
	}

	/** A workflow while its video is made. */
	async running(workflow: SavedWorkflow, name: string): Promise<void> {
		const page = await this.openCanvas(workflow);
		await page.getByTestId('execute-workflow-button').click();
		await page.waitForTimeout(UNDER_WAY);
		await this.shoot(page, name);
		await this.succeeded(page);
		await page.close();
	}

	/** The video of a run, played in the editor. */
	async video(workflow: SavedWorkflow, name: string): Promise<void> {
		const page = await this.openResult(workflow);
		await page.getByTestId('ndv-view-binary-data').click();
		await page.locator('video').waitFor();
		await this.take(page, name);
	}

	private async openPanel(workflow: SavedWorkflow): Promise<Page> {
		const node = workflow.nodes.find(({ type }) => type === NODE_TYPE);
		const page = await this.open(`/workflow/${workflow.id}/${node?.id}`);
		await page.getByTestId('parameter-input-operation').waitFor();
		return page;
	}

	private async openSearch(workflow: SavedWorkflow, text: string): Promise<Page> {
		const page = await this.openCanvas(workflow);
		await page.getByTestId('node-creator-plus-button').click();
		await page.getByTestId('node-creator-search-bar').fill(text);
		return page;
	}

	private async openResult(workflow: SavedWorkflow): Promise<Page> {
		const page = await this.openCanvas(workflow);
		await page.getByTestId('execute-workflow-button').click();
		await this.succeeded(page);
		await page.getByTestId('canvas-node').filter({ hasText: NODE_NAME }).dblclick();
		await page.getByTestId('parameter-input-operation').waitFor();
		return page;
	}

	/** The last node has its mark; the message that says so is gone soon. */
	private async succeeded(page: Page): Promise<void> {
		const last = page.getByTestId('canvas-node').last();
		await last.getByTestId('canvas-node-status-success').waitFor({ timeout: RUN_LIMIT });
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
		await this.shoot(page, name);
		await page.close();
	}

	private async shoot(page: Page, name: string): Promise<void> {
		const path = join(IMAGES, `${name}-${this.theme}.png`);
		await page.screenshot({ path });
		console.log(path);
	}
}
