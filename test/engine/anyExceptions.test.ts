import { sleep } from 'n8n-workflow';
import fc from 'fast-check';

import { storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { imageToVideo, textToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { type RunOptions, runWorkflow, type WorkflowRun } from './harness/runWorkflow';
import { MEMBERS, PLAIN, type Spoil, spoiler } from './harness/spoiledContext';
import { runs } from '../unit/support/runs';

/**
 * Whatever of n8n throws, and whenever: what each item's row says of money is what the service has
 * billed, nothing goes on in the background, and a retry delivers what was bought.
 */
useHost();
useFastClock(40);

const THROWN: Array<() => unknown> = [
	() => new Error('the storage hiccuped'),
	() => new TypeError("Cannot read properties of undefined (reading 'x')"),
	() => new RangeError('Maximum call stack size exceeded'),
	() => new Error(''),
	() => new Error('the task was canceled'),
	() => 'a text',
	() => undefined,
	() => null,
	() => Object.create(null) as unknown,
	() => ({ message: { not: 'a text' } }),
	() => Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }),
	() => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
	() => ({
		get message() {
			throw new Error('even this');
		},
	}),
];

const anySpoil: fc.Arbitrary<Spoil> = fc.record({
	member: fc.constantFrom(...MEMBERS),
	after: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 40 })),
	times: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 3 })),
	late: fc.boolean(),
	thrown: fc.constantFrom(...THROWN),
});

const spoil = anySpoil.map((one) => (PLAIN.has(one.member) ? { ...one, times: 1 } : one));

const schedule = fc.record({
	items: fc.integer({ min: 1, max: 4 }),
	pictures: fc.boolean(),
	// Also several members that only read n8n's memory, each failing once.
	spoils: fc.uniqueArray(spoil, {
		minLength: 1,
		maxLength: 3,
		selector: ({ member }) => member,
	}),
	onError: fc.constantFrom<NonNullable<RunOptions['settings']>['onError']>(
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	),
	retryOnFail: fc.boolean(),
	mode: fc.constantFrom<NonNullable<RunOptions['mode']>>('trigger', 'manual'),
	receipts: fc.boolean(),
});

type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

const promptOfItem = (index: number) => `item ${index}`;

async function optionsFor(world: World, drawn: Schedule): Promise<RunOptions> {
	const { items, pictures, onError, retryOnFail, mode } = drawn;
	const made = Array.from({ length: items }, async (_, index) => ({
		json: { prompt: promptOfItem(index) },
		...(pictures
			? { binary: { data: await storeFile(PNG, { fileName: 'a.png', mimeType: 'image/png' }) } }
			: {}),
	}));
	const prompt = { prompt: '={{ $json.prompt }}' };
	const limits = { timeout: 120, maxCost: 1000 };
	return {
		credentials: world.credentials,
		items: await Promise.all(made),
		parameters: pictures
			? imageToVideo({ ...prompt, imageSource: 'binary' }, limits)
			: textToVideo(prompt, limits),
		settings: { onError, retryOnFail, maxTries: 2, waitBetweenTries: 500 },
		mode,
	};
}

const kept = ({ billed }: World, item: number) =>
	billed.filter(({ refunded, inputs }) => !refunded && inputs.prompt === promptOfItem(item));

interface Row {
	code: string;
	spent: string;
	predictionId?: string;
	purchase?: string;
	description: string;
}

/** An item's row must say of money what the service has billed. */
function expectMoney(row: Row, billed: Array<{ id: string }>): void {
	const ids = billed.map(({ id }) => id);
	if (row.predictionId !== undefined) expect(ids).toContain(row.predictionId);
	if (row.predictionId === undefined && row.spent !== 'maybe') expect(ids).toEqual([]);
	if (ids.length > 0) {
		expect(row.spent).toMatch(/^(yes|maybe|still_running)$/);
		expect(row.description).not.toContain('Nothing was bought');
	}
}

const itemIndex = ({ pairedItem }: WorkflowRun['output'][number]) =>
	(pairedItem as { item: number }).item;

function expectRows(world: World, ended: WorkflowRun, { items }: Schedule): void {
	const rows = [...ended.output, ...ended.errorOutput].sort((a, b) => itemIndex(a) - itemIndex(b));
	expect(rows.map(itemIndex)).toEqual([...Array(items).keys()]);
	for (const [item, { json }] of rows.entries()) {
		const billed = kept(world, item);
		if (json.error) {
			expectMoney(json.error as unknown as Row, billed);
		} else {
			expect(json).toMatchObject({ status: 'completed', prompt: promptOfItem(item) });
			expect(billed.map(({ id }) => id)).toEqual([json.id]);
		}
	}
}

/** The error of a run that stops names each prediction that was paid, or the submission. */
function expectNamed(world: World, ended: WorkflowRun, { items }: Schedule): void {
	const said = errorText(ended);
	for (let item = 0; item < items; item++) {
		for (const { id } of kept(world, item)) {
			if (!said.includes(id)) expect(said).toMatch(/without an answer|Money may have been spent/);
		}
	}
}

/** Nothing is asked after the end, and no promise is left that nobody waits for. */
async function expectQuiet(world: World, unheard: unknown[]): Promise<void> {
	const atEnd = world.requests.length;
	await sleep(20_000);
	expect(world.requests.length).toBe(atEnd);
	expect(unheard).toEqual([]);
}

test('Whatever of n8n throws, money in every row is what was billed, nothing goes on, and a retry delivers what was bought', async () => {
	const unheard: unknown[] = [];
	const hear = (reason: unknown) =>
		unheard.push(reason instanceof Error ? reason.stack : typeof reason);
	process.on('unhandledRejection', hear);
	try {
		await fc.assert(
			fc.asyncProperty(schedule, async (drawn) => {
				await onSimulator(
					async (world) => {
						const options = await optionsFor(world, drawn);
						const row = drawn.receipts ? new Set<string>() : undefined;
						const ended = await runWorkflow({ ...options, spoil: spoiler(drawn.spoils, row) });
						await expectQuiet(world, unheard);
						for (let item = 0; item < drawn.items; item++) {
							expect(kept(world, item).length).toBeLessThanOrEqual(1);
						}
						if (ended.status === 'success') {
							expectRows(world, ended, drawn);
							return;
						}
						expect(ended.status).toBe('error');
						expectNamed(world, ended, drawn);
						// What was perhaps not submitted is proved by the list two minutes later.
						if (/lost|without an answer/.test(errorText(ended))) await sleep(130_000);
						const again = await runWorkflow({
							...options,
							spoil: spoiler([], row),
							retry: { of: ended, workflow: 'original' },
						});
						expect(errorText(again)).toBe('');
						expectRows(world, again, drawn);
						expect(again.output.filter(({ json }) => json.error)).toEqual([]);
					},
					{ listInputs: 'always' },
				)();
			}),
			{ numRuns: runs(15) },
		);
	} finally {
		process.off('unhandledRejection', hear);
	}
});
