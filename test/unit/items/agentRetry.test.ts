import { FakeService } from '../../../dev/virtual/fakeService';
import { FakeTime } from '../../../dev/virtual/fakeTime';
import { lineageOf } from '../../../dev/virtual/receipts';
import { runNode } from './nodeRun';
import { idsOf } from './severalRuns';

/** An agent whose execution failed behind the node, and is retried: agents before version 3 call their tools again. */
let time: FakeTime;
let service: FakeService;
let context: Record<string, unknown>;
let calls = 0;
/** A process remembers what it has submitted to each service. */
let services = 0;

beforeEach(() => {
	time = new FakeTime();
	service = new FakeService(time.virtual);
	context = {};
	calls = 0;
	services++;
});
afterEach(() => time.end());

/** A call of the tool; each is a run of the node. */
async function call(prompt: string, executionId: string, isTool = true): Promise<string[]> {
	const outcome = await time.run(
		runNode({
			service,
			prompts: [prompt],
			executionId,
			isRetry: executionId !== 'first',
			lineage: lineageOf(executionId, { root: 'the agent’s' }),
			context,
			isTool,
			runIndex: calls++,
			baseUrl: `https://agents-${services}.example`,
		}),
	);
	return idsOf(outcome);
}

/** n8n stores what it knows of an execution, and gives a retry a copy. */
const stored = () => {
	context = JSON.parse(JSON.stringify(context)) as Record<string, unknown>;
};

test('the retry of an agent that failed is told the same videos, and buys none again', async () => {
	const first = [await call('a boat', 'first'), await call('a train', 'first')].flat();
	stored();

	expect([await call('a boat', 'retry'), await call('a train', 'retry')].flat()).toEqual(first);
	stored();
	expect([await call('a train', 'again'), await call('a boat', 'again')].flat().sort()).toEqual(
		[...first].sort(),
	);
	expect(service.billed).toHaveLength(2);
});

test('… each once: a second call for the same in the retry is another video, as it is in a first execution', async () => {
	const [first] = await call('a boat', 'first');
	stored();

	const [again] = await call('a boat', 'retry');
	const [second] = await call('a boat', 'retry');

	expect(again).toBe(first);
	expect(second).not.toBe(first);
	expect(service.billed).toHaveLength(2);
});

test('a node in a workflow that loops buys for each pass, also in a retry', async () => {
	const [first] = await call('a boat', 'first', false);
	stored();

	const [second] = await call('a boat', 'retry', false);

	expect(second).not.toBe(first);
});
