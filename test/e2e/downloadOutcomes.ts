import { readFile } from 'node:fs/promises';

import type { INodeExecutionData } from 'n8n-workflow';

import { about, type RequestRecord, type Simulator } from '../../dev/simulator';
import {
	builtIn,
	chain,
	FAILED,
	generating,
	givingItems,
	SAVE,
	saving,
} from '../../dev/world/workflows';
import { sha256, type World } from '../../dev/world/world';
import { type Case, VIDEO_BYTES } from './downloadFaults';
import { FROM_ITEM } from './generations';

/** What became of one item, seen from the next node, from the CDN and from the till. */
export interface Outcome {
	saved?: string;
	onCdn?: string;
	row?: INodeExecutionData;
	prediction: { id: string; url: string };
	billed: number;
	requests: RequestRecord[];
}

export const isDownload = ({ operation }: RequestRecord): boolean => operation === 'download';

/** Misbehaves for the downloads of one item, known by its prompt. */
function misbehaveFor(simulator: Simulator, { name, faults }: Case): void {
	for (const fault of faults) {
		simulator.misbehave({
			on: 'download',
			fault,
			matching: about(name),
		});
	}
}

/** Each case as an item of one execution, so that their waits pass at the same time. */
const executionOf = (world: World, cases: Case[]) =>
	world.run(
		chain(
			'download faults',
			[
				...givingItems(cases.map(({ name, maxFileSize = 500 }) => ({ prompt: name, maxFileSize }))),
				generating(
					{ ...FROM_ITEM, options: { maxFileSize: '={{ $json.maxFileSize }}' } },
					'continueErrorOutput',
				),
				saving(`=${world.file('{{ $json.id }}.mp4')}`),
			],
			builtIn(FAILED, 'noOp', 1),
		),
	);

/** Downloads all cases in one execution; gives what became of each by its name, and of the branches. */
export async function outcomesOf(world: World, cases: Case[]) {
	const { simulator } = world;
	simulator.settings.outputBytes = VIDEO_BYTES;
	for (const one of cases) misbehaveFor(simulator, one);
	const execution = await executionOf(world, cases);

	const succeeded = execution.items(SAVE);
	const failed = execution.items(FAILED);
	const branches = {
		succeeded: succeeded.length,
		failed: failed.length,
		unexpected: [...simulator.unexpected],
	};
	const outcomes = new Map<string, Outcome>();
	for (const { name } of cases) {
		const made = simulator.predictions.filter(({ inputs }) => inputs['prompt'] === name);
		const id = made[0]?.id ?? '';
		const url = `${simulator.cdnUrl}/output/${id}.mp4`;
		outcomes.set(name, {
			saved: succeeded.some(({ json }) => json['id'] === id)
				? sha256(await readFile(world.file(`${id}.mp4`)))
				: undefined,
			onCdn: await world.cdnHash(url),
			row: failed.find(({ json }) => JSON.stringify(json).includes(id)),
			prediction: { id, url },
			billed: simulator.billed.filter(({ inputs }) => inputs['prompt'] === name).length,
			requests: simulator.requests.filter(
				(request) => isDownload(request) && request.predictionId === id,
			),
		});
	}
	return { outcomes, branches };
}
