import type { INodeParameters } from 'n8n-workflow';

import { grouped } from '../../dev/n8n';
import { AGENT, AGENT_VERSIONS, agentWithTool } from './agentWorkflow';
import { type ChatModel, startChatModel } from './chatModel';
import { requestsFor } from './generations';
import { useWorld } from './useWorld';

/** The node as the tool of n8n's AI agent, with a chat model of ours behind it. */
const world = useWorld();

let chat: ChatModel;
let chatCredential: string;

beforeAll(async () => {
	chat = await startChatModel({ prompt: 'A paper boat on a rainy street' });
	chatCredential = await world().n8n.rest.createCredential({
		name: 'Chat model',
		type: 'openAiApi',
		data: { apiKey: 'sk-test', url: chat.url },
	});
});

afterAll(() => chat.close());

const withTool = (name: string, parameters: INodeParameters, version?: number) =>
	agentWithTool(name, { world: world(), chatCredential, parameters, version });

const quick = grouped({ pollInterval: 1 });

test.each(AGENT_VERSIONS)(
	'an agent %s makes a video, and reads its URL, id, model and cost',
	async (version) => {
		const execution = await world().run(withTool('agent', quick, version));

		expect(execution.error).toBeUndefined();
		const [billed] = world().simulator.billed;
		expect(billed?.inputs).toMatchObject({ prompt: 'A paper boat on a rainy street' });
		expect(world().simulator.billed).toHaveLength(1);
		const answer = chat.toolAnswers().at(-1);
		expect(answer).toContain(`/output/${billed?.id}.mp4`);
		expect(answer).toContain('openai/sora-2/text-to-video-pro');
		expect(answer).toMatch(/estimatedCost\W+1\.2\b/);
		expect(execution.items(AGENT)[0]?.json['output']).toContain(`${billed?.id}.mp4`);
		expect(world().simulator.requests.filter(({ server }) => server === 'cdn')).toEqual([]);
	},
);

test.each(AGENT_VERSIONS)(
	'an agent %s reads why no video was made, what it cost and what to do',
	async (version) => {
		world().simulator.misbehave({ on: 'job', fault: { kind: 'moderated' } });

		const execution = await world().run(withTool('moderated', quick, version));

		expect(execution.error).toBeUndefined();
		const answer = chat.toolAnswers().at(-1);
		expect(answer).toContain('moderation');
		expect(answer).toContain(String(world().simulator.billed[0]?.id));
		expect(answer).toContain('Change the prompt');
	},
);

test('an agent cannot spend more than Max Cost per Run, and reads the limit', async () => {
	const execution = await world().run(withTool('limit', grouped({ maxCost: 1 })));

	expect(execution.error).toBeUndefined();
	expect(chat.toolAnswers().at(-1)).toMatch(/\$1\.20.*\$1\.00/);
	expect(requestsFor(world().simulator, 'submit')).toEqual([]);
});

test('the chat model is told what the tool does and what to fill in', () => {
	const [tool] = chat.requests[0]?.tools ?? [];
	expect(tool?.function.description).toMatch(/video/i);
	expect(JSON.stringify(tool?.function.parameters)).toContain('What the video shows');
});
