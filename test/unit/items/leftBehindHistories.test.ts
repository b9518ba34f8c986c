import fc from 'fast-check';

import { FakeTime } from '../../../dev/virtual/fakeTime';
import { runs } from '../support/runs';
import type { RunOutcome } from './nodeRun';
import { idsOf, leftoversIn, type MortalProcess, SeveralRuns } from './severalRuns';

/**
 * Histories of Unfinished Videos = Output Too: executions in processes that die, one after another and
 * at the same time, retries, runs whose n8n dies behind the node, and executions that n8n doesn't keep.
 */
interface Wish {
	process: number;
	afterMs: number;
	together: boolean;
	wish: 'output' | 'hint';
	diesAfterMs?: number;
	isLostBehind: boolean;
	isKept: boolean;
	/** Retries an earlier one that has ended with an error, if there is one. */
	isRetry: boolean;
	fails: boolean;
}

const HOUR = 3_600_000;

/** Earlier a purchase's receipt may not be whole (ms): what other processes write at the same time is proved then. */
const WRITTEN_AFTER = 3_000;

const wish: fc.Arbitrary<Wish> = fc.record(
	{
		process: fc.integer({ min: 0, max: 2 }),
		afterMs: fc.constantFrom(0, 3, 40, 700, 30_000, 2 * HOUR, 2 * HOUR),
		together: fc.boolean(),
		wish: fc.constantFrom('output', 'output', 'output', 'hint'),
		diesAfterMs: fc.integer({ min: WRITTEN_AFTER, max: 70_000 }),
		isLostBehind: fc.constantFrom(false, false, false, true),
		isKept: fc.constantFrom(true, true, true, false),
		isRetry: fc.constantFrom(false, false, true),
		fails: fc.constantFrom(false, false, false, true),
	},
	{
		requiredKeys: [
			'process',
			'afterMs',
			'together',
			'wish',
			'isLostBehind',
			'isKept',
			'isRetry',
			'fails',
		],
	},
);

interface Ended {
	id: string;
	startedAt: number;
	endedAt: number;
	/** What has left the node for the execution's own items. */
	own: string[];
	/** … and what others had left behind, unless n8n died behind the node. */
	leftovers: string[];
	prompts: string[];
	process: MortalProcess;
	/** It has handed on what was asked for, and n8n has that. */
	isGood: boolean;
	/** n8n died behind the node, and has nothing of what has left it. */
	isLostBehind: boolean;
}

/** Whether an execution that asked for it, too, has ended without it since it was handed on. */
function wasLostAgain({ service }: SeveralRuns, ended: Ended[], id: string): boolean {
	const prompt = service.billed.find((one) => one.id === id)?.body['prompt'];
	const givers = ended.filter(({ own, leftovers }) => [...own, ...leftovers].includes(id));
	const since = Math.min(...givers.map(({ endedAt }) => endedAt));
	return ended.some(
		({ isGood, endedAt, prompts }) =>
			!isGood && endedAt >= since && prompts.includes(String(prompt)),
	);
}

async function play(time: FakeTime, world: SeveralRuns, wishes: Wish[]): Promise<Ended[]> {
	const processes = [world.newProcess(), world.newProcess(), world.newProcess()];
	const ended: Ended[] = [];
	const failed: Array<{ id: string; root: string; prompts: string[] }> = [];
	let running: Array<Promise<void>> = [];
	for (const [index, one] of wishes.entries()) {
		if (!one.together) await time.run(Promise.all(running));
		if (!one.together) running = [];
		await world.pass(one.afterMs);
		const alive = (process: MortalProcess | undefined) =>
			process && !process.isDead ? process : world.newProcess();
		const process = (processes[one.process] = alive(processes[one.process]));
		const retried = one.isRetry ? failed.pop() : undefined;
		const prompts = retried?.prompts ?? [`video ${index}`];
		const asked = one.fails ? [...prompts, `fails ${index}`] : prompts;
		const startedAt = Date.now();
		const { id, outcome } = world.start({
			prompts: asked,
			process,
			wish: one.wish,
			diesAfterMs: one.diesAfterMs,
			isLostBehind: one.isLostBehind,
			isRetry: retried !== undefined,
			...(retried ? { root: retried.root } : {}),
			continues: false,
		});
		const over = outcome.then((result?: RunOutcome) => {
			const hasLeft = result !== undefined && result.error === undefined;
			const isGood = hasLeft && !one.isLostBehind;
			const leftovers = leftoversIn(result);
			ended.push({
				id,
				startedAt,
				endedAt: Date.now(),
				own: hasLeft ? idsOf(result).filter((given) => !leftovers.includes(given)) : [],
				leftovers: isGood ? leftovers : [],
				isGood,
				isLostBehind: one.isLostBehind,
				prompts: asked,
				process,
			});
			if (!isGood) failed.push({ id, root: retried?.root ?? id, prompts });
			if (isGood && !one.isKept) world.stored.delete(id);
		});
		running.push(over);
	}
	await time.run(Promise.all(running));
	return ended;
}

test('whatever happens, a video that was left behind is given once, by nobody who has it in hand, and else named', async () => {
	let given = 0;
	let namedBehind = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(wish, { minLength: 2, maxLength: 7 }),
			fc.double({ min: 0.01, max: 0.99, noNaN: true }),
			async (wishes, seed) => {
				let chance = seed;
				jest
					.spyOn(Math, 'random')
					.mockImplementation(() => (chance = (chance * 9301 + 0.49297) % 1));
				const time = new FakeTime();
				try {
					const world = new SeveralRuns(time);
					world.service.jobEnd = (index) =>
						String(world.service.billed[index]?.body['prompt'] ?? '').startsWith('fails')
							? 'failed'
							: 'completed';
					const ended = await play(time, world, wishes);
					await world.pass(2 * HOUR);
					const last = await world.run({
						prompts: ['last'],
						process: world.newProcess(),
						wish: 'hint',
					});
					const hints = (last.outcome?.hints ?? []).join('\n');
					const isNamed = (id: string) => new RegExp(`\\b${id}\\b`).test(hints);
					const leftovers = ended.flatMap((one) => one.leftovers);
					given += leftovers.length;
					const stolen = ended.flatMap((thief) =>
						thief.leftovers.filter((id) =>
							ended.some(
								(owner) =>
									owner.own.includes(id) &&
									owner.startedAt < thief.startedAt &&
									owner.endedAt > thief.endedAt,
							),
						),
					);
					const reached = new Set(
						ended.flatMap((one) => [...(one.isLostBehind ? [] : one.own), ...one.leftovers]),
					);
					// Of those that died with their process when they had just begun.
					const unwritten = new Set(
						ended.flatMap(({ prompts, process, startedAt }) =>
							process.diedAt - startedAt < WRITTEN_AFTER ? prompts : [],
						),
					);
					const forgotten = world.service.billed.filter(
						({ id, end, body }) =>
							end === 'completed' &&
							body['prompt'] !== 'last' &&
							!unwritten.has(String(body['prompt'])) &&
							!reached.has(id) &&
							!isNamed(id),
					);
					const hadBehind = ended.flatMap((one) => (one.isLostBehind ? one.own : []));
					namedBehind += hadBehind.filter(isNamed).length;
					const prompts = world.paid.filter(
						(one) => !String(one).startsWith('fails') && !unwritten.has(String(one)),
					);
					expect({
						twice: leftovers.filter((id, index) => leftovers.indexOf(id) !== index),
						stolen,
						forgotten: forgotten.map(({ id }) => id),
						namedFalsely: [...reached].filter(
							(id) => isNamed(id) && !wasLostAgain(world, ended, id),
						),
						paidTwice: prompts.filter((one, index) => prompts.indexOf(one) !== index),
					}).toEqual({ twice: [], stolen: [], forgotten: [], namedFalsely: [], paidTwice: [] });
				} finally {
					time.end();
					jest.restoreAllMocks();
				}
			},
		),
		{ numRuns: runs(60) },
	);
	expect(given).toBeGreaterThan(5);
	expect(namedBehind).toBeGreaterThan(5);
});
