import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIAL_TYPE, NODE_TYPE, type WorkflowContent } from '../../dev/n8n';
import type { World } from '../../dev/world/world';
import { TRIGGER } from '../../dev/world/workflows';

export const AGENT = 'AI Agent';
const MODEL = 'Chat Model';
const TOOL = 'Make a video';

/** Before version 3 the agent runs its tools itself, from then on n8n's engine does. */
export const AGENT_VERSIONS = [2.2, 3.1];

interface AgentOptions {
	world: Pick<World, 'credentialId'>;
	/** Of the chat model. */
	chatCredential: string;
	/** Of the node, which is the agent's tool. */
	parameters: INodeParameters;
	version?: number;
}

/** Trigger → Agent, with the chat model and the node hanging below it. */
export function agentWithTool(
	name: string,
	{ world, chatCredential, parameters, version = 3.1 }: AgentOptions,
): WorkflowContent {
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
				credentials: { [CREDENTIAL_TYPE]: { id: world.credentialId, name: 'WaveSpeed' } },
			},
		],
		connections: {
			[TRIGGER]: { main: [[{ node: AGENT, type: 'main', index: 0 }]] },
			[MODEL]: { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] },
			[TOOL]: { ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] },
		},
	};
}
