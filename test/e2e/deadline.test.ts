import { batch, errorText, paidIds, requestsFor, VIDEOS } from './generations';
import { useWorld } from './useWorld';
import { FAILED, GENERATE } from '../../dev/world/workflows';

const world = useWorld();

afterEach(() => expect(world().simulator.unexpected).toEqual([]));

const PROMPT = 'a slow boat';
/** In seconds. */
const TIMEOUT = 2;

beforeEach(() => world().simulator.misbehave({ on: 'job', fault: { kind: 'stuck' } }));

test('On Timeout = Error: the error names the prediction, says that it may still be paid, and how to fetch it', async () => {
	const { simulator } = world();

	const execution = await world().run(batch('error', [PROMPT], {}, { timeout: TIMEOUT }));

	const [id = ''] = paidIds(simulator, PROMPT);
	expect(execution.status).toBe('error');
	expect(execution.error?.message).toMatch(/not ready within the Timeout of 2 seconds/);
	expect(errorText(execution)).toContain(`Prediction ${id}`);
	expect(errorText(execution)).toContain('It may still finish, and then it is paid.');
	expect(errorText(execution)).toContain(`Fetch it with the operation Get and the ID ${id}`);
	expect(simulator.billed).toHaveLength(1);
});

test('On Timeout = Error with an error output: the row carries the id and the last status', async () => {
	const { simulator } = world();

	const execution = await world().run(
		batch('row', [PROMPT], { onError: 'continueErrorOutput' }, { timeout: TIMEOUT }),
	);

	expect(execution.items(FAILED).map(({ json }) => json['error'])).toMatchObject([
		{
			code: 'timeout',
			predictionId: paidIds(simulator, PROMPT)[0],
			spent: 'still_running',
			status: 'processing',
		},
	]);
	expect(simulator.billed).toHaveLength(1);
});

test('On Timeout = Return Item: the item goes on with its id and status processing, without a file', async () => {
	const { simulator } = world();
	const options = { timeout: TIMEOUT, onTimeout: 'returnItem' };

	const execution = await world().run(batch('item', [PROMPT], {}, options));

	expect(execution.status).toBe('success');
	const [item, ...others] = execution.items(VIDEOS);
	expect(others).toEqual([]);
	expect(item?.json).toMatchObject({
		id: paidIds(simulator, PROMPT)[0],
		status: 'processing',
		prompt: PROMPT,
		url: null,
	});
	expect(item?.binary).toBeUndefined();
	expect(execution.items(GENERATE)[0]?.pairedItem).toEqual({ item: 0 });
});

test('polls that are never answered do not hold the deadline', async () => {
	const { n8n, simulator } = world();
	simulator.misbehave({ on: 'poll', fault: { kind: 'stall' }, times: 100 });

	const id = await world().start(batch('stalled', [PROMPT], {}, { timeout: TIMEOUT }));
	// Far less than the half minute that a request may take elsewhere.
	const execution = await n8n.rest.ended(id, 20_000);

	expect(execution.status).toBe('error');
	expect(execution.error?.message).toMatch(/not ready within the Timeout of 2 seconds/);
	expect(errorText(execution)).toContain(paidIds(simulator, PROMPT)[0]);
	expect(requestsFor(simulator, 'poll').length).toBeGreaterThan(0);
});
