import { stringify } from 'flatted';
import nock from 'nock';

import { N8nRest } from '../../../dev/n8n/rest';
import { useWires } from '../../engine/harness/wire';

const N8N = 'http://n8n.example';
const START = stringify({ startData: {}, resultData: { runData: {} } });
const END = stringify({ resultData: { runData: {}, lastNodeExecuted: 'Step' } });
/** Of the moment when a parked execution goes on. */
const RESUMED = stringify({
	resultData: { runData: {}, lastNodeExecuted: 'Parked' },
	executionData: { nodeExecutionStack: [{ node: { name: 'Parked' } }] },
});
/** What n8n 1.x stores of a manual execution before it has data. */
const NONE = stringify(undefined);

/** n8n's answers about one execution, one after another; the last one again and again. */
async function answering(...answers: Array<{ status: string; data: string }>): Promise<N8nRest> {
	nock(N8N).post('/rest/owner/setup').reply(200, { data: {} });
	const last = answers.pop();
	for (const answer of answers) nock(N8N).get('/rest/executions/7').reply(200, { data: answer });
	nock(N8N).get('/rest/executions/7').reply(200, { data: last }).persist();
	return await N8nRest.asOwner(N8N);
}

useWires();
afterEach(() => nock.cleanAll());

it.each([
	['none', NONE],
	['those of its start', START],
	['those of the moment when it went on', RESUMED],
])('an execution that has ended with %s for data has not ended yet', async (_which, data) => {
	const rest = await answering(
		{ status: 'running', data },
		{ status: 'success', data },
		{ status: 'success', data: END },
	);
	const execution = await rest.ended('7');
	expect(execution.status).toBe('success');
	expect(execution.data?.resultData.lastNodeExecuted).toBe('Step');
});

it('an execution without data can be asked about', async () => {
	const rest = await answering({ status: 'running', data: NONE });
	const execution = await rest.execution('7');
	expect([
		execution.ended,
		execution.error,
		execution.items('Step'),
		execution.ran('Step'),
	]).toEqual([false, undefined, [], false]);
});

it('an execution that was stopped may never get data', async () => {
	const rest = await answering({ status: 'canceled', data: NONE });
	expect((await rest.ended('7')).status).toBe('canceled');
});
