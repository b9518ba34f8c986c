import { about } from '../../dev/simulator';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { call } from './harness/parked';
import { type RunOptions, runWorkflow } from './harness/runWorkflow';
import { billedPrompts, idFor, requestsFor } from './harness/simulatorFacts';

/** Executions that wait without a worker, on n8n's engine; with a real n8n: test/e2e/parkedTests.ts. */
useHost();
useFastClock();

const parking = (
	world: World,
	prompts: string[],
	settings: RunOptions['settings'] = {},
	options = {},
): RunOptions => ({
	credentials: world.credentials,
	items: prompts.map((prompt) => ({ json: { prompt } })),
	parameters: textToVideo({ prompt: '={{ $json.prompt }}', wait: 'freeWorker' }, options),
	settings,
	observe: '={{ $("Source").item.json.prompt }}',
});

/** Waits until the job for a prompt has ended. */
const ended = async (world: World, prompt: string) => {
	const isRunning = () =>
		world.predictions.some(
			({ inputs, status }) =>
				inputs.prompt === prompt && ['created', 'processing'].includes(status),
		);
	while (isRunning()) await new Promise((resolve) => setTimeout(resolve, 50));
};

test.concurrent.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'under On Error = %s the last call resumes with each item in its place, paired, the failed one as an error row',
	(onError) =>
		onSimulator(
			async (world) => {
				world.misbehave({
					on: 'job',
					fault: { kind: 'moderated' },
					matching: about('refused'),
				});
				const options = parking(world, ['a', 'refused', 'c'], { onError });
				const run = await runWorkflow(options);
				expect(run.status).toBe('waiting');
				await Promise.all(['a', 'refused', 'c'].map(async (prompt) => await ended(world, prompt)));
				const called = await call(world, run, options, idFor(world, 'c'));
				expect(called.status).toBe(200);
				expect(requestsFor(world, 'download')).toHaveLength(2);

				const resumed = await runWorkflow({ ...options, resume: { of: run, given: called.given } });
				expect(resumed.status).toBe('success');
				const isSplit = onError === 'continueErrorOutput';
				expect(resumed.observed).toEqual(isSplit ? ['a', 'c'] : ['a', 'refused', 'c']);
				if (isSplit) expect(resumed.observedOnError).toEqual(['refused']);
				const rows = isSplit ? resumed.errorOutput : resumed.output;
				const failed = rows.find(({ json }) => json.error !== undefined);
				expect(failed?.json.error).toMatchObject({
					code: 'moderation',
					predictionId: idFor(world, 'refused'),
				});
				const videos = resumed.output.filter(({ json }) => json.error === undefined);
				expect(
					videos.map(({ json, binary }) => [json.predictionId, binary?.data?.mimeType]),
				).toEqual([
					[idFor(world, 'a'), 'video/mp4'],
					[idFor(world, 'c'), 'video/mp4'],
				]);
				// Once it is resumed, nothing resumes it again.
				expect(await call(world, run, options, idFor(world, 'a'))).toEqual({ status: 200 });
				expect(billedPrompts(world)).toEqual(['a', 'c', 'refused']);
			},
			{ jobSeconds: 30 },
		)(),
);

test.concurrent(
	'a call while another job runs is answered, and the execution stays parked',
	onSimulator(
		async (world) => {
			const options = parking(world, ['a', 'slow']);
			const run = await runWorkflow(options);
			await ended(world, 'a');
			expect(await call(world, run, options, idFor(world, 'a'))).toEqual({ status: 200 });
			await ended(world, 'slow');
			const { given } = await call(world, run, options, idFor(world, 'slow'));
			expect(given?.map(({ json }) => json.prompt)).toEqual(['a', 'slow']);
		},
		{ jobSeconds: ({ inputs }) => (inputs.prompt === 'slow' ? 60 : 20) },
	),
);

test.concurrent(
	'when its time is over the execution goes on with the ids, and the node is not run again',
	onSimulator(
		async (world) => {
			const options = parking(world, ['a', 'b']);
			const run = await runWorkflow(options);
			const resumed = await runWorkflow({ ...options, resume: { of: run } });
			expect(resumed.status).toBe('success');
			expect(resumed.observed).toEqual(['a', 'b']);
			expect(resumed.output.map(({ json }) => [json.predictionId, json.status])).toEqual([
				[idFor(world, 'a'), expect.stringMatching(/created|processing/)],
				[idFor(world, 'b'), expect.stringMatching(/created|processing/)],
			]);
			expect(requestsFor(world, 'submit')).toHaveLength(2);
		},
		{ jobSeconds: 600 },
	),
);

test.concurrent(
	'what is resumed has the shape that the node is set to, with the fields of its input',
	onSimulator(
		async (world) => {
			const options = parking(world, ['a'], {}, { includeInputFields: true });
			options.items = [{ json: { prompt: 'a', row: 7 } }];
			const run = await runWorkflow(options);
			await ended(world, 'a');
			const { given } = await call(world, run, options, idFor(world, 'a'));
			expect(given?.[0]?.json).toMatchObject({ row: 7, predictionId: idFor(world, 'a') });
		},
		{ jobSeconds: 20 },
	),
);

test.concurrent(
	'in a loop an item that is equal to one that was parked before is a video of its own',
	onSimulator(
		async (world) => {
			const options = { ...parking(world, ['a']), twice: true };
			const run = await runWorkflow(options);
			await ended(world, 'a');
			const { given } = await call(world, run, options, idFor(world, 'a'));
			const second = await runWorkflow({ ...options, resume: { of: run, given } });
			expect(second.status).toBe('waiting');
			expect(billedPrompts(world)).toEqual(['a', 'a']);
			// A late call for the first round resumes not the second.
			expect(await call(world, second, options, idFor(world, 'a'))).toEqual({ status: 200 });
		},
		{ jobSeconds: 20 },
	),
);
