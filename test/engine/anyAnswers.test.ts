import { sleep } from 'n8n-workflow';
import fc from 'fast-check';

import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { type Mangle, startMiddleman } from './harness/middleman';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runWorkflow, type WorkflowRun } from './harness/runWorkflow';
import { runs } from '../unit/support/runs';

/**
 * A network that breaks an answer at any byte, and a service that gives any value in any place: each
 * item ends with its own video or with a row that tells of the money.
 */
useHost();
useFastClock(40);

const deep = (depth: number): unknown =>
	JSON.parse(`${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`);

const VALUES: unknown[] = [
	null,
	true,
	0,
	-1,
	1e308,
	Number.MAX_SAFE_INTEGER,
	'',
	'NaN',
	' ',
	'\u0000\u202e',
	'x'.repeat(200_000),
	'__proto__',
	'../../etc/passwd',
	'completed',
	'canceled',
	'2026-13-45T99:99:99Z',
	'+275760-09-12T00:00:00Z',
	[],
	{},
	[[[[]]]],
	[null],
	{ length: 1e9 },
	{ toString: 'no function', then: 'none' },
	Array.from({ length: 3_000 }, (_, n) => n),
	deep(30),
	deep(2_000),
];

const mangle: fc.Arbitrary<Mangle> = fc.oneof(
	fc.record({
		kind: fc.constant('cut' as const),
		bytes: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 3_000 })),
		reset: fc.boolean(),
	}),
	fc.record({
		kind: fc.constant('value' as const),
		place: fc.nat(60),
		by: fc.constantFrom(...VALUES),
	}),
	fc.record({
		kind: fc.constant('text' as const),
		text: fc.constantFrom('', '<html>', '{"code":200', 'null', '[]', '"ok"', '\ufeff{}'),
	}),
);

const mangles = fc
	.uniqueArray(fc.tuple(fc.nat(14), mangle), {
		minLength: 1,
		maxLength: 5,
		selector: ([request]) => request,
	})
	.map((drawn) => new Map(drawn));

const NAMES = ['a', 'b', 'c'];

interface Row {
	spent: string;
	predictionId?: string;
	description: string;
}

function expectRows({ billed }: World, { output, status }: WorkflowRun): void {
	expect(status).toBe('success');
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual(NAMES.map((_, item) => ({ item })));
	for (const [index, { json, binary }] of output.entries()) {
		const bought = billed.filter(({ inputs }) => inputs.prompt === NAMES[index]);
		expect(bought.length).toBeLessThanOrEqual(1);
		if (!json.error) {
			expect(json).toMatchObject({ id: bought[0]?.id, status: 'completed' });
			expect(binary?.data).toBeDefined();
			continue;
		}
		const { spent, description } = json.error as unknown as Row;
		if (bought.length > 0) {
			expect(spent).not.toBe('no');
			expect(description).not.toContain('Nothing was bought');
		}
		expect(JSON.stringify(json).length).toBeLessThan(20_000);
	}
}

test('Whatever becomes of the API’s answers, each item gets its own video or a row that tells of the money', async () => {
	const unheard: unknown[] = [];
	const hear = (reason: unknown) => unheard.push(reason);
	process.on('unhandledRejection', hear);
	try {
		await fc.assert(
			fc.asyncProperty(mangles, async (drawn) => {
				await onSimulator(
					async (world) => {
						const middleman = await startMiddleman(world.url, drawn);
						try {
							const run = await runWorkflow({
								credentials: { ...world.credentials, baseUrl: middleman.url },
								items: NAMES.map((name) => ({ json: { name } })),
								parameters: textToVideo(
									{ prompt: '={{ $json.name }}' },
									{ timeout: 120, maxCost: 100 },
								),
								settings: { onError: 'continueRegularOutput' },
							});
							expectRows(world, run);
							const atEnd = world.requests.length;
							await sleep(20_000);
							expect(world.requests.length).toBe(atEnd);
							expect(unheard).toEqual([]);
						} finally {
							await middleman.close();
						}
					},
					{ listInputs: 'always' },
				)();
			}),
			{ numRuns: runs(10) },
		);
	} finally {
		process.off('unhandledRejection', hear);
	}
});
