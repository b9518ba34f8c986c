import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIAL_TYPE, grouped, NODE_TYPE, type WorkflowContent } from '../../dev/n8n';
import { type ChatModel, startChatModel } from './chatModel';
import { requestsFor } from './generations';
import { useWorld } from './useWorld';
import { TRIGGER } from '../../dev/world/workflows';

/** The node as the tool of n8n's AI agent, with a chat model of ours behind it. */
const world = useWorld();

const AGENT = 'AI Agent';
const MODEL = 'Chat Model';
const TOOL = 'Make a video';

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

/** Before version 3 the agent runs its tools itself, from then on n8n's engine does. */
const AGENT_VERSIONS = [2.2, 3.1];

/** Trigger → Agent, with the chat model and the node hanging below it. */
function withTool(name: string, parameters: INodeParameters, version = 3.1): WorkflowContent {
	const node = (label: string, type: string, typeVersion: number, values: INodeParameters) => ({
		id: label,
		name: label,
		type,
		typeVersion,
		position: [0, 0] as [number, number],
		parameters: values,
	});
	const langchain = '@n8n/n8n-nodes-langchain';
	return {
		name,
		nodes: [
			node(TRIGGER, 'n8n-nodes-base.manualTrigger', 1, {}),
			node(AGENT, `${langchain}.agent`, version, { promptType: 'define', text: 'Make me a video' }),
			{
				...node(MODEL, `${langchain}.lmChatOpenAi`, 1.2, {
					model: { __rl: true, mode: 'id', value: 'test' },
				}),
				credentials: { openAiApi: { id: chatCredential, name: 'Chat model' } },
			},
			{
				...node(TOOL, `${NODE_TYPE}Tool`, 1, {
					resource: 'video',
					operation: 'textToVideoPro',
					prompt: "={{ $fromAI('prompt', 'What the video shows', 'string') }}",
					...parameters,
				}),
				credentials: { [CREDENTIAL_TYPE]: { id: world().credentialId, name: 'WaveSpeed' } },
			},
		],
		connections: {
			[TRIGGER]: { main: [[{ node: AGENT, type: 'main', index: 0 }]] },
			[MODEL]: { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] },
			[TOOL]: { ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] },
		},
	};
}

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
