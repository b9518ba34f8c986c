import { about } from '../../dev/simulator';
import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { runWorkflow } from './harness/runWorkflow';
import { idFor } from './harness/simulatorFacts';
import type { SettingsTab } from './harness/testWorkflow';

/** What becomes of an item that fails, under each setting of On Error. */
useHost();
useFastClock();

const items = [{ json: { name: 'a' } }, { json: { name: 'b' } }, { json: { name: 'c' } }];
const parameters = textToVideo({ prompt: '={{ $json.name }}' });

/** Lets the middle one of three items be moderated. */
function moderateB(world: World): void {
	world.misbehave({
		on: 'job',
		fault: { kind: 'moderated' },
		matching: about('b'),
	});
}

/** The three items under a setting of On Error, the middle one moderated. */
async function runUnder(world: World, onError: SettingsTab['onError']) {
	moderateB(world);
	const { credentials } = world;
	const observe = "={{ $('Source').item.json.name }}";
	const run = await runWorkflow({ credentials, items, parameters, settings: { onError }, observe });
	expect(run.status).toBe('success');
	return run;
}

/** Everything an error row must tell about a moderated prediction. */
const moderatedRow = (world: World) => ({
	message: expect.stringContaining('moderation'),
	description: expect.stringContaining(idFor(world, 'b')),
	predictionId: idFor(world, 'b'),
	model: 'openai/sora-2/text-to-video-pro',
	status: 'failed',
	apiCode: 1200,
	itemIndex: 1,
});

describe('With On Error = Stop Workflow, an item that fails', () => {
	test.concurrent(
		'fails the execution, and the error names the item, the cause and the prediction',
		onSimulator(async (world) => {
			moderateB(world);
			const run = await runOn(world, parameters, { items });
			expect(run.status).toBe('error');
			expect(run.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 1 } });
			expect(run.error?.message).toMatch(/moderation.*\[item 1\]/);
			expect(errorText(run)).toContain(idFor(world, 'b'));
			expect(run.next).toBeUndefined();
		}),
	);

	test.concurrent(
		'does not lose what was paid for the others: their ids and URLs are in the error',
		onSimulator(async (world) => {
			moderateB(world);
			const run = await runOn(world, parameters, { items });
			for (const prompt of ['a', 'c']) {
				expect(errorText(run)).toContain(idFor(world, prompt));
				expect(errorText(run)).toContain(`${world.cdnUrl}/output/${idFor(world, prompt)}.mp4`);
			}
			expect(world.predictions.map(({ status }) => status).sort()).toEqual([
				'completed',
				'completed',
				'failed',
			]);
		}),
	);
});

describe('With On Error = Continue, an item that fails', () => {
	test.concurrent(
		'is an error row at its place, and the others are delivered',
		onSimulator(async (world) => {
			const run = await runUnder(world, 'continueRegularOutput');
			expect(run.output.map(({ json }) => json.id)).toEqual([
				idFor(world, 'a'),
				undefined,
				idFor(world, 'c'),
			]);
			expect(run.output[1]).toEqual({
				json: { error: expect.objectContaining(moderatedRow(world)) },
				pairedItem: { item: 1 },
			});
			expect(run.observed).toEqual(['a', 'b', 'c']);
			expect((await fileOf(run.next?.[2])).length).toBeGreaterThan(1000);
		}),
	);

	test.concurrent(
		'for a bad parameter is an error row too, without a prediction',
		onSimulator(async (world) => {
			const run = await runOn(world, textToVideo({ duration: '={{ $json.seconds }}' }), {
				items: [{ json: { seconds: 4 } }, { json: { seconds: 5 } }],
				settings: { onError: 'continueRegularOutput' },
			});
			expect(run.output[1]?.json).toEqual({
				error: expect.objectContaining({
					message: expect.stringContaining('4, 8, 12, 16 or 20'),
					itemIndex: 1,
				}),
			});
			expect(run.output[1]?.json.error).not.toHaveProperty('predictionId');
			expect(world.billed).toHaveLength(1);
		}),
	);
});

describe('With On Error = Continue (using error output), an item that fails', () => {
	test.concurrent(
		'leaves by the error branch with id, status, model and code, beside its input',
		onSimulator(async (world) => {
			const run = await runUnder(world, 'continueErrorOutput');
			expect(run.output.map(({ json }) => json.id)).toEqual([idFor(world, 'a'), idFor(world, 'c')]);
			expect(run.errorOutput).toEqual([
				{
					json: { name: 'b', error: expect.objectContaining(moderatedRow(world)) },
					pairedItem: { item: 1 },
				},
			]);
			expect(run.observed).toEqual(['a', 'c']);
			expect(run.observedOnError).toEqual(['b']);
			expect(run.nextOnError?.[0]?.json.error).toMatchObject({ predictionId: idFor(world, 'b') });
		}),
	);

	test.concurrent(
		'in its download leaves by the error branch with the URL of the paid video and its last day',
		onSimulator(async (world) => {
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 }, times: 9 });
			const run = await runOn(world, parameters, {
				items: items.slice(0, 1),
				settings: { onError: 'continueErrorOutput' },
			});
			expect(run.output).toEqual([]);
			const id = idFor(world, 'a');
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				predictionId: id,
				url: `${world.cdnUrl}/output/${id}.mp4`,
				expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
				spent: 'yes',
			});
			expect(world.billed).toHaveLength(1);
		}),
	);
});

describe('A fault that concerns all items', () => {
	const faults = [
		['a Base URL that cannot be used', { apiKey: 'k', baseUrl: 'http://example.com' }, {}],
		['a setting that is no number', undefined, { maxConcurrent: '={{ "many" }}' }],
	] as const;

	test.concurrent.each(faults)(
		'(%s) puts every item on the error branch, and none on the other',
		(_what, credentials, options) =>
			onSimulator(async (world) => {
				const run = await runWorkflow({
					credentials: credentials ?? world.credentials,
					items,
					parameters: textToVideo({ prompt: '={{ $json.name }}' }, options),
					settings: { onError: 'continueErrorOutput' },
				});
				expect(run.output).toEqual([]);
				expect(run.errorOutput.map(({ json }) => json.error)).toEqual([
					expect.objectContaining({ itemIndex: 0 }),
					expect.objectContaining({ itemIndex: 1 }),
					expect.objectContaining({ itemIndex: 2 }),
				]);
				expect(world.billed).toEqual([]);
			})(),
	);
});
