import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** One message of a chat, as OpenAI's Chat Completions API has them. */
export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null;
}

/** What a chat model is asked. */
export interface ChatRequest {
	messages: ChatMessage[];
	tools?: Array<{ function: { name: string; description: string; parameters: unknown } }>;
}

/** A chat model on loopback that calls a tool for each question, and then says what it answered. */
export interface ChatModel {
	/** Base URL for n8n's OpenAI credential. */
	readonly url: string;
	readonly requests: readonly ChatRequest[];
	/** What it does about questions from now on. */
	turns: Turns;
	/** Answers that it refuses from now on, after having called: its provider is down. */
	failures: number;
	/** What the tool answered, as the model got to read it. */
	toolAnswers(): string[];
	close(): void;
}

/** What the model does about a question: calls at once, then further ones, then it says what it was answered. */
export type Turns = object[][];

function reply({ messages, tools = [] }: ChatRequest, turns: Turns, order: RegExp[]) {
	const last = messages.filter(({ role }) => role === 'tool').at(-1);
	const questions = messages.filter(({ role }) => role === 'user').length;
	const wanted = order[questions - 1] ?? /^/;
	const name = tools.find((tool) => wanted.test(tool.function.name))?.function.name ?? '';
	const asked = messages.findLastIndex(({ role }) => role === 'user');
	const turn = messages.slice(asked).filter(({ role }) => role === 'assistant').length;
	const calls = (turns[turn] ?? []).map((toolArguments, index) => ({
		id: `call_${turn + 1}_${index + 1}`,
		type: 'function',
		function: { name, arguments: JSON.stringify(toolArguments) },
	}));
	const answered = calls.length === 0;
	const message = answered
		? { role: 'assistant', content: `The tool says: ${last?.content}` }
		: { role: 'assistant', content: null, tool_calls: calls };
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 1_795_000_000,
		model: 'test',
		choices: [{ index: 0, message, finish_reason: answered ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/**
 * @param toolArguments what the model fills in for the tool's `$fromAI` fields, in one call
 * @param order names of the tools for the first question, the second, …; default the first tool
 */
export async function startChatModel(
	toolArguments: object,
	order: RegExp[] = [],
): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		void json(request).then((body) => {
			const chat = body as ChatRequest;
			requests.push(chat);
			const answer = reply(chat, model.turns, order);
			response.setHeader('content-type', 'application/json');
			if (answer.choices[0]?.finish_reason === 'stop' && model.failures > 0) {
				model.failures--;
				response.statusCode = 400;
				response.end(JSON.stringify({ error: { message: 'The model is down' } }));
				return;
			}
			response.end(JSON.stringify(answer));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const model: ChatModel = {
		turns: [[toolArguments]],
		failures: 0,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests,
		toolAnswers: () =>
			requests.flatMap(({ messages }) =>
				messages.flatMap(({ role, content }) => (role === 'tool' ? [String(content)] : [])),
			),
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
	return model;
}
