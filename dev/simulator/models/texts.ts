import { prompt, schema } from './inputs';
import type { Model } from './model';

/** Models that answer with a text. */
export const textModels: Model[] = [
	{
		// https://wavespeed.ai/models/wavespeed-ai/any-llm: $0.001 a run, the answer is a plain text.
		id: 'wavespeed-ai/any-llm',
		type: 'llm',
		schema: schema(
			{
				prompt,
				system_prompt: { type: 'string', description: 'Context or instructions.' },
				temperature: { type: 'number', minimum: 0, maximum: 2 },
				max_tokens: { type: 'integer', minimum: 1 },
				enable_sync_mode: { type: 'boolean', default: false, disabled: true },
			},
			['prompt'],
		),
		price: () => 0.001,
		makes: 'text',
		says: (inputs) => `An answer to: ${String(inputs['prompt'])}`,
	},
];
