import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { runWorkflow } from './harness/runWorkflow';
import { billedPrompts, idFor, requestsFor } from './harness/simulatorFacts';

/** The field Wait. How a parked execution goes on is in test/e2e/parkedTests.ts. */
useHost();
useFastClock();

const prompts = (...all: string[]) => all.map((prompt) => ({ json: { prompt } }));
const fromItem = { prompt: '={{ $json.prompt }}' };

test.concurrent(
	'Do Not Wait gives the id at once, of a job that still runs, and looks at nothing',
	onSimulator(
		async (world) => {
			const run = await runOn(world, textToVideo({ ...fromItem, wait: 'doNotWait' }), {
				items: prompts('a', 'b'),
			});
			expect(run.output.map(({ json }) => json.predictionId)).toEqual([
				idFor(world, 'a'),
				idFor(world, 'b'),
			]);
			expect(run.output[0]).toMatchObject({
				json: { status: 'created', url: null, estimatedCost: expect.any(Number) },
				pairedItem: { item: 0 },
			});
			expect(run.output[0]?.binary).toBeUndefined();
			expect(run.hints.map(({ message }) => message)).toEqual([
				'2 videos submitted, estimated cost $2.40. The operation Get fetches them by their IDs, for 7 days.',
			]);
			expect([...requestsFor(world, 'poll'), ...requestsFor(world, 'list')]).toEqual([]);
		},
		{ jobSeconds: 600 },
	),
);

test.concurrent(
	'Do Not Wait: a retry gives the same ids again, and buys only what has failed meanwhile',
	onSimulator(
		async (world) => {
			world.misbehave({ on: 'submit', fault: { kind: 'status', status: 400 }, after: 2 });
			const options = {
				credentials: world.credentials,
				items: prompts('a', 'b', 'refused'),
				parameters: textToVideo({ ...fromItem, wait: 'doNotWait' }, { maxConcurrent: 1 }),
			};
			const run = await runWorkflow(options);
			expect(run.status).toBe('error');
			const again = await runWorkflow({ ...options, retry: { of: run, workflow: 'current' } });
			expect(again.output.map(({ json }) => json.predictionId)).toEqual(
				['a', 'b', 'refused'].map((prompt) => idFor(world, prompt)),
			);
			expect(billedPrompts(world)).toEqual(['a', 'b', 'refused']);
		},
		{ jobSeconds: 600 },
	),
);

test.concurrent(
	'Webhook URL goes to WaveSpeed with the submission, and nowhere else',
	onSimulator(async (world) => {
		const webhookUrl = 'http://127.0.0.1:9/my-own?token=1&x=%20';
		const run = await runOn(world, textToVideo({ prompt: 'a', wait: 'doNotWait' }, { webhookUrl }));
		expect(run.error).toBeUndefined();
		expect(requestsFor(world, 'submit').map(({ query }) => query)).toEqual([
			{ webhook: webhookUrl },
		]);
		expect(requestsFor(world, 'submit')[0]?.body).not.toHaveProperty('webhook');
	}),
);

test.concurrent.each([
	'ftp://example.com/',
	'https://intranet/call',
	'https://user:secret@example.com/',
	'not an address',
])('Webhook URL %s is refused before anything is sent', (webhookUrl) =>
	onSimulator(async (world) => {
		const run = await runOn(world, textToVideo({ prompt: 'a', wait: 'doNotWait' }, { webhookUrl }));
		expect(errorText(run)).toMatch(/Webhook URL can't be called by WaveSpeed/);
		expect(world.requests.filter(({ operation }) => operation === 'submit')).toEqual([]);
	})(),
);

test.concurrent(
	'Free the Worker: what is refused within the second fails as ever, and nothing is parked',
	onSimulator(
		async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'moderated', afterSeconds: 0.2 } });
			const run = await runOn(world, textToVideo({ prompt: 'a', wait: 'freeWorker' }));
			expect(run.status).toBe('error');
			expect(errorText(run)).toMatch(/moderat/i);
			expect(errorText(run)).toContain(idFor(world, 'a'));
		},
		{ jobSeconds: 600 },
	),
);

test.concurrent(
	'Free the Worker parks with all that is needed in the context, and the ids as what n8n passes on',
	onSimulator(
		async (world) => {
			const run = await runOn(
				world,
				textToVideo({ ...fromItem, wait: 'freeWorker' }, { timeout: 60 }),
				{ items: prompts('a', 'b') },
			);
			expect(run.status).toBe('waiting');
			expect(run.next).toBeUndefined();
			expect(run.hints.map(({ message }) => message)).toEqual([
				'2 videos submitted, estimated cost $2.40. The execution goes on when WaveSpeed calls, at the latest at Timeout.',
			]);
			const [entry] = run.stored.executionData?.nodeExecutionStack ?? [];
			const ids = ['a', 'b'].map((prompt) => idFor(world, prompt));
			expect(entry?.data.main?.[0]?.map(({ json }) => json.predictionId)).toEqual(ids);
			const webhooks = requestsFor(world, 'submit').map(
				({ query }) => new URL(query.webhook ?? ''),
			);
			expect(webhooks.map(({ pathname }) => pathname)).toEqual([
				expect.stringMatching(/^\/webhook-waiting\/\d+\/wavespeed$/),
				expect.stringMatching(/^\/webhook-waiting\/\d+\/wavespeed$/),
			]);
			const context = JSON.stringify(run.stored.executionData?.contextData);
			for (const secret of [world.credentials.apiKey, 'signature=', world.settings.webhookSecret]) {
				expect(context).not.toContain(secret);
			}
		},
		{ jobSeconds: 600 },
	),
);

test.concurrent(
	'Free the Worker is refused before anything is sent where n8n has no address that WaveSpeed can call',
	onSimulator(async (world) => {
		const run = await runWorkflow({
			credentials: { ...world.credentials, baseUrl: 'https://api.wavespeed.example' },
			parameters: textToVideo({ prompt: 'a', wait: 'freeWorker' }),
		});
		expect(run.status).toBe('error');
		expect(errorText(run)).toMatch(/no public HTTPS address/);
		expect(errorText(run)).toMatch(/WEBHOOK_URL/);
		expect(world.requests).toEqual([]);
	}),
);

test.concurrent(
	'Free the Worker is refused where an agent runs the node as its tool',
	onSimulator(async (world) => {
		const run = await runOn(world, textToVideo({ prompt: 'a', wait: 'freeWorker' }), {
			tool: true,
		});
		expect(run.output[0]?.json.error).toMatchObject({
			code: 'invalid_parameter',
			message: expect.stringMatching(/AI agent/),
			spent: 'no',
		});
		expect(world.billed).toEqual([]);
	}),
);
