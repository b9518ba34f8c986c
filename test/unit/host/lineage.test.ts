import type { IExecuteFunctions, IRunExecutionData } from 'n8n-workflow';

import { readLineage } from '../../../nodes/WaveSpeedVideo/host/lineage';

interface Execution {
	id: string;
	mode?: string;
	token?: string;
	parent?: string;
}

/** n8n's answers to an execution's node; `stored` are the rows that it finds in its database. */
function contextOf(
	{ id, mode = 'trigger', token, parent }: Execution,
	stored: Record<string, object> = {},
) {
	const signature = token === undefined ? '' : `?signature=${token}`;
	const context = {
		getExecutionId: () => id,
		getMode: () => mode,
		getExecutionContext: () => (parent === undefined ? {} : { parentExecutionId: parent }),
		evaluateExpression: () => `http://localhost/webhook-waiting/${id}${signature}`,
		getExecutionDataById: async (asked: string) =>
			await Promise.resolve(stored[asked] as unknown as IRunExecutionData),
	};
	return context as unknown as IExecuteFunctions;
}

test('an execution and its retries have one root, others have another', async () => {
	const first = await readLineage(contextOf({ id: '1', token: 'a' }));
	const retry = await readLineage(contextOf({ id: '2', token: 'a', mode: 'retry' }));
	const other = await readLineage(contextOf({ id: '3', token: 'b' }));

	expect(retry.root).toBe(first.root);
	expect(other.root).not.toBe(first.root);
	expect(retry).toMatchObject({ life: '2', executionId: '2', earlier: [] });
});

test('the root does not give away the token', async () => {
	const { root } = await readLineage(contextOf({ id: '1', token: 'secret' }));
	expect(root).not.toContain('secret');
});

test('a sub-workflow’s executions have the root and life of the topmost execution', async () => {
	const stored = {
		1: { resumeToken: 'a' },
		11: { executionData: { runtimeData: { parentExecutionId: '1' } }, resumeToken: 'x' },
		2: { resumeToken: 'a' },
	};
	const top = await readLineage(contextOf({ id: '1', token: 'a' }));
	const called = await readLineage(contextOf({ id: '12', token: 'y', parent: '11' }, stored));
	const again = await readLineage(contextOf({ id: '21', token: 'z', parent: '2' }, stored));

	expect(called).toMatchObject({ root: top.root, life: '1', executionId: '12' });
	expect(again).toMatchObject({ root: top.root, life: '2', executionId: '21' });
});

test('executions that call each other in a circle end the search', async () => {
	const stored = {
		1: { executionData: { runtimeData: { parentExecutionId: '2' } } },
		2: { executionData: { runtimeData: { parentExecutionId: '1' } } },
	};
	await expect(readLineage(contextOf({ id: '3', parent: '1' }, stored))).resolves.toBeDefined();
});

describe('on an n8n without resume tokens', () => {
	test('a job that queue mode runs again has the root of its first run', async () => {
		const first = await readLineage(contextOf({ id: '7', mode: 'webhook' }));
		const rerun = await readLineage(contextOf({ id: '7', mode: 'webhook' }));
		expect(rerun.root).toBe(first.root);
		expect(rerun.earlier).toEqual([]);
	});

	test('a retry may repeat any execution before it, the nearest first', async () => {
		const first = await readLineage(contextOf({ id: '7' }));
		const retry = await readLineage(contextOf({ id: '9', mode: 'retry' }));
		expect(retry.earlier.map(({ executionId }) => executionId).slice(0, 2)).toEqual(['8', '7']);
		expect(retry.earlier[1]?.root).toBe(first.root);
		expect(retry.earlier.length).toBeLessThanOrEqual(2_000);
	});

	test('a new execution repeats none', async () => {
		expect((await readLineage(contextOf({ id: '9' }))).earlier).toEqual([]);
	});
});

test('an execution has failed when it is stored with an error; one that is gone or runs has not', async () => {
	const stored = { 1: { resultData: { error: { message: 'x' } } }, 2: { resultData: {} } };
	const { hasFailed } = await readLineage(contextOf({ id: '9', token: 'a' }, stored));
	expect(await hasFailed('1')).toBe(true);
	expect(await hasFailed('2')).toBe(false);
	expect(await hasFailed('3')).toBe(false);
});

/** How n8n stores what its own recovery has written in the place of what a node gave. */
const recovered = { data: { main: [[{ json: { isArtificialRecoveredEventItem: true } }]] } };
const STACK = { nodeExecutionStack: [{}] };

test('one that n8n recovered from its log after a kill between two nodes has failed, though it has no error', async () => {
	const stored = { 1: { resultData: { runData: { Node: [recovered] } } } };
	const { hasFailed } = await readLineage(contextOf({ id: '9', mode: 'retry' }, stored));
	expect(await hasFailed('1')).toBe(true);
});

describe('of an execution that has neither an error nor an end', () => {
	const stored = {
		1: { resultData: { runData: {} }, executionData: STACK },
		2: { resultData: { runData: {}, error: { message: 'x' } }, executionData: STACK },
		3: { resultData: { runData: {} }, executionData: { nodeExecutionStack: [] } },
		4: { resultData: { runData: {} }, executionData: STACK, waitTill: '2026-01-01' },
		5: { resultData: { runData: { Node: [recovered] } }, executionData: STACK },
	};
	const openFor = async (execution: Execution) => {
		const { mayHaveDied } = await readLineage(contextOf(execution, stored));
		const ids = [...Object.keys(stored), '6'];
		const open = await Promise.all(ids.map(mayHaveDied));
		return ids.filter((_, at) => open[at]);
	};

	test('a retry on an n8n without resume tokens says so', async () => {
		expect(await openFor({ id: '9', mode: 'retry' })).toEqual(['1']);
	});

	test('what is no retry, or is called by another execution, says nothing', async () => {
		expect(await openFor({ id: '9' })).toEqual([]);
		expect(await openFor({ id: '9', mode: 'retry', parent: '8' })).toEqual([]);
	});
});
