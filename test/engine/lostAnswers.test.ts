import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runWorkflow } from './harness/runWorkflow';
import { billedPrompts, idFor, promptOf, requestsFor } from './harness/simulatorFacts';

/** A submission is accepted, so paid, and its answer gets lost on the way back. */
useHost();
useFastClock(40);

const names = ['a', 'b', 'c'];
const run = (world: World, prompts = names) =>
	runWorkflow({
		credentials: world.credentials,
		items: prompts.map((name) => ({ json: { name } })),
		parameters: textToVideo({ prompt: '={{ $json.name }}' }, { downloadVideo: false }),
	});

const lists = [
	['shows the inputs', 'always'],
	['hides the inputs', 'never'],
] as const;

describe.each(lists)('When the list of recent predictions %s', (_how, listInputs) => {
	test.concurrent.each([
		['the connection is reset', { kind: 'reset', accepted: true }],
		['the gateway answers 504', { kind: 'status', status: 504, body: '', accepted: true }],
		['the JSON breaks off', { kind: 'malformedJson', accepted: true }],
		['no answer ever comes', { kind: 'stall', accepted: true }],
	] as const)('and %s: the job is found, delivered and paid once', (_what, fault) =>
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'submit', fault, matching: (request) => promptOf(request) === 'b' });
				const { status, output } = await run(world);
				expect(status).toBe('success');
				expect(output.map(({ json }) => json.id)).toEqual(names.map((name) => idFor(world, name)));
				expect(billedPrompts(world).sort()).toEqual(names);
				expect(requestsFor(world, 'submit')).toHaveLength(3);
			},
			{ listInputs },
		)(),
	);

	test.concurrent(
		'and all answers are lost: no item takes another one’s video, and none is paid twice',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true }, times: 3 });
				const ended = await run(world);
				expect(billedPrompts(world).sort()).toEqual(names);
				if (listInputs === 'always') {
					expect(ended.output.map(({ json }) => json.id)).toEqual(
						names.map((name) => idFor(world, name)),
					);
				} else {
					// Model and time can't tell them apart: the ids are in the error instead.
					expect(ended.status).toBe('error');
					for (const name of names) expect(errorText(ended)).toContain(idFor(world, name));
				}
			},
			{ listInputs },
		),
	);
});

test.concurrent(
	'Somebody else’s job of the same minute is not taken for ours',
	onSimulator(
		async (world) => {
			const others = await run(world, ['theirs']);
			expect(others.status).toBe('success');
			world.misbehave({ on: 'submit', fault: { kind: 'status', status: 502 } });
			const ours = await run(world, ['ours']);
			expect(ours.status).toBe('error');
			expect(errorText(ours)).toContain('Money may have been spent');
			expect(billedPrompts(world)).toEqual(['theirs']);
		},
		{ listInputs: 'always' },
	),
);

test.concurrent(
	'A service that cannot be reached has sold nothing: it is asked again, and then the error says so',
	onSimulator(async (world) => {
		const ended = await runWorkflow({
			// Nothing listens on the discard port.
			credentials: { ...world.credentials, baseUrl: 'http://127.0.0.1:9' },
			parameters: textToVideo(),
		});
		expect(ended.status).toBe('error');
		expect(errorText(ended)).toContain('ECONNREFUSED');
		expect(errorText(ended)).toContain('Nothing was bought');
	}),
);
