import { grouped } from '../../dev/n8n';
import { AGENT, AGENT_VERSIONS, agentWithTool } from './agentWorkflow';
import { type ChatModel, startChatModel } from './chatModel';
import { paidPrompts } from './generations';
import { useStrictWorld } from './useWorld';

/** An agent that calls the node several times: what it pays for, whichever way the agent runs its tools. */
const world = useStrictWorld(3);

let chat: ChatModel;
let chatCredential: string;

beforeAll(async () => {
	chat = await startChatModel({});
	chatCredential = await world().n8n.rest.createCredential({
		name: 'Chat model',
		type: 'openAiApi',
		data: { apiKey: 'sk-test', url: chat.url },
	});
});

afterAll(() => chat.close());

const BOAT = { prompt: 'a boat' };
const TRAIN = { prompt: 'a train' };

/** As in production: nothing is given because a person tries things out. */
const options = { pollInterval: 1, reuseEarlier: 'never' };

const agent = (version: number, name: string, more: object = {}) =>
	agentWithTool(name, {
		world: world(),
		chatCredential,
		parameters: grouped({ ...options, ...more }),
		version,
	});

describe.each(AGENT_VERSIONS)('An agent %s', (version) => {
	test('that calls twice at once for different prompts gets a video for each', async () => {
		chat.turns = [[BOAT, TRAIN]];

		const execution = await world().run(agent(version, 'different'));

		expect(execution.error).toBeUndefined();
		expect(paidPrompts(world().simulator)).toEqual(['a boat', 'a train']);
		const last = chat.requests.at(-1)?.messages.filter(({ role }) => role === 'tool');
		const bought = world().simulator.billed;
		for (const { id, inputs } of bought) {
			const told = last?.find(({ content }) => content?.includes(String(inputs.prompt)));
			expect(told?.content).toContain(id);
		}
	});

	test('that calls twice at once for the same prompt gets two videos, each its own', async () => {
		chat.turns = [[BOAT, BOAT]];

		const execution = await world().run(agent(version, 'the same'));

		expect(execution.error).toBeUndefined();
		const told = JSON.stringify(chat.requests.at(-1)?.messages);
		const { billed } = world().simulator;
		expect(billed).toHaveLength(2);
		for (const { id } of billed) expect(told).toContain(id);
	});

	test('that calls again because the node gave up waiting gets the video that was bought', async () => {
		world().simulator.settings.jobSeconds = 8;
		chat.turns = [[BOAT], [BOAT]];

		const execution = await world().run(agent(version, 'too slow', { timeout: 5 }));

		expect(execution.error).toBeUndefined();
		expect(paidPrompts(world().simulator)).toEqual(['a boat']);
		const [first, second] = chat.toolAnswers().slice(-2);
		expect(first).toContain('timeout');
		expect(second).toContain(`/output/${world().simulator.billed[0]?.id}.mp4`);
	});

	test('that fails when the video is made, and is retried, buys nothing again', async () => {
		chat.turns = [[BOAT]];
		chat.failures = 1;
		const failed = await world().run(agent(version, 'fails'));
		expect(failed.error).toBeDefined();
		const { rest } = world().n8n;

		const again = await rest.ended(await rest.retryExecution(failed.id, false));

		expect(again.status).toBe('success');
		const { billed } = world().simulator;
		expect(billed).toHaveLength(1);
		expect(JSON.stringify(again.items(AGENT))).toContain(billed[0]?.id);
	});
});
