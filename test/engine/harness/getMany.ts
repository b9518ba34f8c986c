import type { IDataObject } from 'n8n-workflow';

import type { World } from './onSimulator';
import { runOn } from './runOn';
import type { RunOptions } from './runWorkflow';
import { TestClient } from '../../simulator/testClient';

/** A model whose output is no video. */
export const CHARACTERS = 'openai/sora-2/characters';

/** A run of the operation Get Many. */
export function getMany(world: World, fields: IDataObject = {}, more: Partial<RunOptions> = {}) {
	return runOn(
		world,
		{ operation: 'getAll', simplify: false, ...fields } as RunOptions['parameters'],
		more,
	);
}

/** Submits so many jobs of that model. Oldest first. */
export async function predictions(world: World, count: number): Promise<string[]> {
	const client = new TestClient(world);
	const ids: string[] = [];
	for (let number = 0; number < count; number++) {
		const inputs = { video: 'https://clips.example/walk.mp4', name: `c${number}` };
		ids.push(await client.accepted(inputs, CHARACTERS));
	}
	return ids;
}

export const idsOf = ({ output }: { output: Array<{ json: IDataObject }> }) =>
	output.map(({ json }) => json.id);
