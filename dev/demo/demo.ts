/** `npm run demo`: one video, or a film, by a real n8n with this node. See usage.ts. */
import { access } from 'node:fs/promises';
import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';

import type { Execution } from '../n8n';
import { probeVideo } from '../simulator';
import { type DemoRequest, readArguments } from './arguments';
import { Cleanup } from './cleanup';
import { demoWorkflow } from './demoWorkflow';
import { outputFolder } from './outputFolder';
import { Progress } from './progress';
import { ReadyN8n } from './readyN8n';
import { checkLiveKey, chooseService } from './service';
import { USAGE, UsageError } from './usage';

const TRIGGER = 'n8n-nodes-base.manualTrigger';
const SAVE = 'n8n-nodes-base.readWriteFile';

const dollars = (amount: number | undefined): string =>
	amount === undefined ? 'an unknown price' : `$${amount.toFixed(2)}`;

/** @throws UsageError when the person doesn't agree, or can't be asked */
async function agreeOnPrice({ model, clips, price, yes }: DemoRequest): Promise<void> {
	console.log(
		`This buys ${clips === 1 ? 'one generation' : `${clips} generations`} of ${model.id} for about ${dollars(price)}.`,
	);
	if (yes) return;
	if (!process.stdin.isTTY) throw new UsageError('Add --yes to agree to the price');
	const prompt = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await prompt.question('Go on? [y/N] ');
	prompt.close();
	if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was bought');
}

async function showVideo(
	{ execution, saveNode }: Ended,
	{ model, clips, live, price, image }: DemoRequest,
): Promise<void> {
	const [saved] = execution.items(saveNode);
	const path = String(saved?.json['fileName']);
	const video = await probeVideo(path);
	console.log(`
Video           ${relative(process.cwd(), path)}
Size            ${video.width} × ${video.height} pixels, ${Math.round(video.bytes / 1024)} KB
Length          ${video.seconds.toFixed(1)} s
Model           ${String(saved?.json['model'] ?? `${model.id}, ${clips} clips`)}
Estimated cost  ${dollars(price)}${live ? '' : ' (simulated: nothing was paid)'}`);
	if (live) return;
	const what = image === undefined ? 'coloured bars that move' : 'your picture, slowly zoomed';
	console.log(
		`\nWhat you see is a simulation: ${what}, with the first words of the prompt. A model makes the real one with --live.`,
	);
}

interface Ended {
	execution: Execution;
	/** The name of the node that saved the video. */
	saveNode: string;
}

/** @throws when the execution failed, with the node's words */
async function generate(request: DemoRequest, cleanup: Cleanup): Promise<Ended> {
	const service = await chooseService(request.live, cleanup);
	const filesFolder = await outputFolder();
	const content = await demoWorkflow(request, filesFolder, cleanup);

	console.log('Starting n8n and installing the node into it …');
	const ready = await ReadyN8n.start(service, cleanup, { filesFolder, online: request.live });
	const workflow = await ready.import(content);
	const nameOf = (type: string) => workflow.nodes.find((node) => node.type === type)?.name ?? '';

	console.log(`Running "${workflow.name}" (${service.simulator ? 'simulated' : 'live'}) …`);
	const progress = new Progress(ready.n8n, console.log);
	const id = await ready.n8n.rest.run(workflow, nameOf(TRIGGER));
	const execution = await progress.follow(id);
	if (execution.status === 'success') return { execution, saveNode: nameOf(SAVE) };
	const { message = execution.status, description } = execution.error ?? {};
	throw new Error([message, description].filter(Boolean).join('\n'));
}

async function main(): Promise<void> {
	const request = readArguments(process.argv.slice(2));
	if (!request) {
		console.log(USAGE);
		return;
	}
	if (request.image !== undefined) {
		await access(request.image).catch(() => {
			throw new UsageError(`There is no file ${request.image}`);
		});
	}
	if (request.live) {
		checkLiveKey();
		await agreeOnPrice(request);
	}

	const cleanup = new Cleanup(() => {
		console.log('\nStopping …');
		if (request.live) console.log('A generation that was submitted may still finish and be paid.');
	});
	try {
		await showVideo(await generate(request, cleanup), request);
	} finally {
		await cleanup.run();
	}
}

main().catch((error: unknown) => {
	const message = error instanceof Error ? error.message : String(error);
	console.error(error instanceof UsageError ? `${message}\n\n${USAGE}` : `\n${message}`);
	process.exitCode = 1;
});
