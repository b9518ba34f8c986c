import type { INodeParameters } from 'n8n-workflow';

import type { Execution, WorkflowContent } from '../../dev/n8n';
import type { Operation, RequestRecord, Simulator } from '../../dev/simulator';
import { sha256, type World } from '../../dev/world/world';
import {
	builtIn,
	chain,
	FAILED,
	GENERATE,
	generating,
	givingItems,
	type Step,
} from '../../dev/world/workflows';

/** Behind the node's main (or success) output. */
export const VIDEOS = 'Videos';

/** What the Settings tab of a node holds about errors. */
export type NodeSettings = Pick<Step, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;

/** The three ways of n8n's setting On Error, by the names that the tests give them. */
export const ERROR_SETTINGS = [
	['Stop Workflow', 'stopWorkflow'],
	['Continue', 'continueRegularOutput'],
	['Continue (using error output)', 'continueErrorOutput'],
] as const satisfies ReadonlyArray<readonly [string, Step['onError']]>;

/** n8n's Retry On Fail, with a short pause. */
export const retrying = (maxTries: number): NodeSettings => ({
	retryOnFail: true,
	maxTries,
	waitBetweenTries: 200,
});

/** A Text to Video Pro node with each item's `prompt`. */
export const FROM_ITEM: INodeParameters = {
	operation: 'textToVideoPro',
	prompt: '={{ $json.prompt }}',
	size: '720*1280',
	duration: 4,
};

/** The node with each item's `prompt`, and such settings. */
export function generatingEach(settings: NodeSettings = {}, parameters: INodeParameters = {}) {
	return { ...generating({ ...FROM_ITEM, ...parameters }), ...settings };
}

/** Three items of a batch. */
export const THREE_PROMPTS = ['1 a boat', '2 a train', '3 a kite'];

/** A workflow that buys a video for each prompt. */
export function batch(
	name: string,
	prompts: string[],
	settings: NodeSettings = {},
	options: INodeParameters = {},
): WorkflowContent {
	return chain(
		name,
		[
			...givingItems(prompts.map((prompt) => ({ prompt }))),
			generatingEach(settings, { options }),
			builtIn(VIDEOS, 'noOp', 1),
		],
		settings.onError === 'continueErrorOutput' ? builtIn(FAILED, 'noOp', 1) : undefined,
	);
}

/** The requests of one kind since the test began. */
export const requestsFor = ({ requests }: Simulator, operation: Operation): RequestRecord[] =>
	requests.filter((request) => request.operation === operation);

/** The prompts that were paid, in alphabetical order: as often as they were paid. */
export const paidPrompts = ({ billed }: Simulator): string[] =>
	billed.map(({ inputs }) => String(inputs['prompt'])).sort();

/** Ids of what was paid for a prompt. */
export const paidIds = ({ billed }: Simulator, prompt: string): string[] =>
	billed.filter(({ inputs }) => inputs['prompt'] === prompt).map(({ id }) => id);

/** Message and description of the error that ended an execution. */
export const errorText = ({ error }: Execution): string =>
	`${error?.message ?? ''}\n${error?.description ?? ''}`;

/** Checks that the node gave exactly these videos, in order, each with the bytes that were made for it. */
export async function expectVideos(
	world: World,
	execution: Execution,
	prompts: string[],
): Promise<void> {
	const videos = execution.items(GENERATE);
	expect(videos.map(({ json }) => json['prompt'])).toEqual(prompts);
	for (const { json, binary } of videos) {
		expect(json).toMatchObject({ status: 'completed' });
		expect(world.simulator.billed.map(({ id }) => id)).toContain(json['id']);
		const stored = await world.n8n.rest.binary(String(binary?.['data']?.id));
		expect(sha256(stored)).toBe(await world.cdnHash(json['url']));
	}
}
