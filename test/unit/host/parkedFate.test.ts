import type { IDataObject, ITaskData } from 'n8n-workflow';

import { parkedFate } from '../../../nodes/WaveSpeedVideo/host/parkedFate';

/** What an execution's data says of a prediction that it was parked for. */
const ID = 'prediction';

const run = (executionStatus: ITaskData['executionStatus'], ...rows: IDataObject[]): ITaskData => ({
	startTime: 0,
	executionIndex: 0,
	executionTime: 0,
	source: [],
	executionStatus,
	data: { main: [rows.map((json) => ({ json }))] },
});

const data = (runData: Record<string, ITaskData[]>, error?: object) =>
	({ resultData: { runData, ...(error ? { error } : {}) } }) as Parameters<typeof parkedFate>[0];

const video = { predictionId: ID, status: 'completed' };
const stopped = { message: 'The execution was stopped' };

test('an execution that waits has not handed on what its node shows', () => {
	expect(parkedFate(data({ Video: [run('waiting', video)] }), ID)).toBe('open');
});

test('one that is resumed and runs may still hand it on', () => {
	expect(parkedFate(data({ Trigger: [run('success', {})] }), ID)).toBe('open');
});

test('stopped while it waits, or emptied by n8n after its worker died, it hands on nothing', () => {
	expect(parkedFate(data({ Video: [run('waiting', video)] }, stopped), ID)).toBe('lost');
	expect(parkedFate(data({}, stopped), ID)).toBe('lost');
});

test('what left the node by its video or its ID is handed on, whatever fails behind', () => {
	expect(parkedFate(data({ Video: [run('success', video)] }), ID)).toBe('handedOn');
	const atTimeout = { predictionId: ID, status: 'processing' };
	expect(parkedFate(data({ Video: [run('success', atTimeout)] }, stopped), ID)).toBe('handedOn');
});

test('an error row hands on nothing, and another item is not meant', () => {
	const rows = [{ error: { predictionId: ID } }, { predictionId: 'another' }];
	expect(parkedFate(data({ Video: [run('success', ...rows)] }, stopped), ID)).toBe('lost');
	expect(parkedFate(data({ Video: [run('success', ...rows)] }), ID)).toBe('open');
});

test('an execution that n8n has not kept has most probably succeeded', () => {
	expect(parkedFate(undefined, ID)).toBe('handedOn');
});
