import type { IDataObject, ITaskData } from 'n8n-workflow';

import { fateIn } from '../../../nodes/WaveSpeedVideo/host/fate';

/** What an execution's data says of a prediction that it has in hand. */
const ID = 'prediction';

const run = (executionStatus: ITaskData['executionStatus'], ...rows: IDataObject[]): ITaskData => ({
	startTime: 0,
	executionIndex: 0,
	executionTime: 0,
	source: [],
	executionStatus,
	data: { main: [rows.map((json) => ({ json }))] },
});

type Data = Parameters<typeof fateIn>[0];

const data = (runData: Record<string, ITaskData[]>, error?: object) =>
	({ resultData: { runData, ...(error ? { error } : {}) } }) as Data;

const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const fate = (of: Data) => fateIn(of, ID, NOW);

const video = { predictionId: ID, status: 'completed' };
const stopped = { message: 'The execution was stopped' };

test('an execution that waits has not handed on what its node shows', () => {
	expect(fate(data({ Video: [run('waiting', video)] }))).toBe('open');
});

test('one that still waits an hour after its time is over goes on no more; until then it may', () => {
	const waiting = { Video: [run('waiting', video)] };
	const until = (time: number) =>
		({ ...data(waiting), waitTill: new Date(time).toISOString() }) as unknown as Data;
	expect(fate(until(NOW + HOUR))).toBe('open');
	expect(fate(until(NOW - HOUR / 2))).toBe('open');
	expect(fate(until(NOW - 2 * HOUR))).toBe('lost');
});

test('one that is resumed and runs may still hand it on', () => {
	expect(fate(data({ Trigger: [run('success', {})] }))).toBe('runs');
});

test('stopped while it waits, or emptied by n8n after its worker died, it hands on nothing', () => {
	expect(fate(data({ Video: [run('waiting', video)] }, stopped))).toBe('lost');
	expect(fate(data({}, stopped))).toBe('lost');
});

test('what left the node by its video or its ID is handed on, whatever fails behind', () => {
	expect(fate(data({ Video: [run('success', video)] }))).toBe('handedOn');
	const atTimeout = { predictionId: ID, status: 'processing' };
	expect(fate(data({ Video: [run('success', atTimeout)] }, stopped))).toBe('handedOn');
});

test('an error row hands on nothing, and another item is not meant', () => {
	const rows = [{ error: { predictionId: ID } }, { predictionId: 'another' }];
	expect(fate(data({ Video: [run('success', ...rows)] }, stopped))).toBe('lost');
	expect(fate(data({ Video: [run('success', ...rows)] }))).toBe('runs');
});

test('what has left the node is on its way while the execution waits in a later one, until that is over', () => {
	const runs = { Video: [run('success', video)], Approval: [run('waiting', {})] };
	const until = (time: number) => ({ ...data(runs), waitTill: new Date(time) }) as unknown as Data;
	expect(fate(until(NOW + 24 * HOUR))).toBe('onItsWay');
	expect(fate(until(NOW - 2 * HOUR))).toBe('handedOn');
});

test('killed between two nodes it has ended: n8n writes an item of its own in the place of what a node gave', () => {
	const amended = run('success', { isArtificialRecoveredEventItem: true });
	expect(fate(data({ Video: [amended], After: [amended] }))).toBe('lost');
	// With Save execution progress it keeps what it has.
	expect(fate(data({ Video: [run('success', video)], After: [amended] }))).toBe('handedOn');
});

test('what an agent was given is handed on, and what only an error tells the agent is not', () => {
	const toAgent = (json: IDataObject): ITaskData => ({
		...run('success'),
		data: { ai_tool: [[{ json }]] },
	});
	expect(fate(data({ Video: [toAgent({ response: `{"id":"${ID}"}` })] }, stopped))).toBe(
		'handedOn',
	);
	expect(fate(data({ Video: [toAgent({ error: ID })] }, stopped))).toBe('lost');
});

test('an execution that n8n has not kept is gone', () => {
	expect(fate(undefined)).toBe('gone');
});
