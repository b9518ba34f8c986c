import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { predictionAnswer, submitUrl } from './harness/answers';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { MODEL_PAGES, text } from './harness/modelPages';
import { runOn } from './harness/runOn';
import { onWire, useWires, type Wire } from './harness/wire';
import { grouped } from '../../dev/n8n';

/**
 * Each model's request, compared with its page: what a panel left alone sends, what every field
 * sends, and each allowed value and one beyond.
 */
useHost();
useWires();
useFastClock();

/** Each submission is answered with a finished video of its own, which is not downloaded. */
function answerAll(wire: Wire, model: string, submissions = 1): void {
	for (let n = 1; n <= submissions; n++) {
		const outputs = [`${wire.cdn}/output/p${n}.mp4`];
		const answer = predictionAnswer(wire, { id: `p${n}`, model, status: 'completed', outputs });
		wire.expect('POST', submitUrl(wire, model), answer);
	}
	// Where the table has no price for these inputs, the node asks for it.
	wire.allow('POST', `${wire.api}/api/v3/model/price`, {
		body: { code: 200, message: 'success', data: { discounted_price: 1 } },
	});
}

const bodies = (wire: Wire, model: string) =>
	wire.to('POST', submitUrl(wire, model)).map(({ body }) => body);

function runWith(
	wire: Wire,
	parameters: IDataObject,
	options: IDataObject = {},
	values: unknown[] = [undefined],
) {
	return runOn(
		wire,
		{
			...parameters,
			simplify: false,
			...grouped({ downloadVideo: false, maxConcurrent: 1, ...options }),
		} as INodeParameters,
		{ items: values.map((value) => ({ json: { value } as IDataObject })) },
	);
}

/** Parameters in which one field is an expression that takes the item's value. */
function fromItem(parameters: IDataObject, name: string): [IDataObject, IDataObject] {
	const [first = '', option] = name.split('.');
	const value = '={{ $json.value }}';
	return option ? [parameters, { [option]: value }] : [{ ...parameters, [first]: value }, {}];
}

describe.each(MODEL_PAGES)('$model', ({ model, parameters, bare, choices }) => {
	test.concurrent(
		'gets exactly what the panel shows, and nothing that the user has not set',
		onWire(async (wire) => {
			answerAll(wire, model);
			const run = await runWith(wire, parameters);
			expect(errorText(run)).toBe('');
			expect(bodies(wire, model)).toEqual([bare]);
			expect(run.output[0]?.json).toMatchObject({
				model,
				requestedModel: model,
				status: 'completed',
			});
		}),
	);

	test.concurrent.each(choices)('takes every $input of its page', ({ parameter, input, values }) =>
		onWire(async (wire) => {
			answerAll(wire, model, values.length);
			const run = await runWith(wire, ...fromItem(parameters, parameter), values);
			expect(errorText(run)).toBe('');
			expect(bodies(wire, model)).toEqual(values.map((value) => ({ ...bare, [input]: value })));
		})(),
	);

	const beyond = choices.flatMap(({ parameter, input, beyond: them }) =>
		them.map((value) => ({ parameter, input, value })),
	);
	test.concurrent.each(beyond)(
		'refuses the $input $value before anything is sent',
		({ parameter, value }) =>
			onWire(async (wire) => {
				const run = await runWith(wire, ...fromItem(parameters, parameter), [value]);
				expect(run.status).toBe('error');
				expect(errorText(run)).toContain(String(value));
				expect(errorText(run)).toContain('Nothing was bought');
				expect(wire.requests).toEqual([]);
			})(),
	);
});

const rare = MODEL_PAGES.flatMap(({ others, ...rest }) =>
	others.map((one) => ({ ...rest, ...one })),
);

describe.each(rare)(
	'$model, with an input that few need,',
	({ model, parameters, bare, options, adds }) => {
		test.concurrent(
			`gets it under its name on the page: ${Object.keys(adds).join()}`,
			onWire(async (wire) => {
				answerAll(wire, model);
				const run = await runWith(wire, parameters, options);
				expect(errorText(run)).toBe('');
				expect(bodies(wire, model)).toEqual([{ ...bare, ...adds }]);
			}),
		);
	},
);

describe('A model that the operation does not have', () => {
	test.concurrent(
		'is refused before anything is sent',
		onWire(async (wire) => {
			const model = 'openai/sora-3/text-to-video';
			const run = await runWith(wire, { operation: 'textToVideo', model, ...text });
			expect(errorText(run)).toContain(model);
			expect(wire.requests).toEqual([]);
		}),
	);
});
