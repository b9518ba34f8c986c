import { setTimeout as sleep } from 'node:timers/promises';

import { paidPrompts } from '../e2e/generations';
import { TRIGGER } from '../../dev/world/workflows';
import { useCrashWorld } from './crashWorld';
import { videosOfBody } from './workflows';

const PROMPTS = Array.from({ length: 6 }, (_, index) => `${index} a boat`);

/** ms; n8n notices after some 10 s here that a worker is gone. */
const LIMIT = 240_000;

describe.each(['1.123.81', '2.41.1'])('n8n %s in queue mode', (version) => {
	const world = useCrashWorld({ version, workers: 2 });

	/** Six executions on two workers, one of which is ended while videos are made. */
	async function loseWorker(signal: 'SIGKILL' | 'SIGTERM') {
		world().simulator.settings.jobSeconds = 10;
		const workflow = await world().publish(videosOfBody('queue'), TRIGGER);
		const ids: string[] = [];
		for (const prompt of PROMPTS) ids.push(await workflow.start({ prompts: [prompt] }));
		await world().untilBilled(6);
		await sleep(1_000);
		await world().cluster.killWorker(0, signal);
		const ended = await Promise.all(ids.map(async (id) => await world().rest.ended(id, 150_000)));
		await world().cluster.restartWorker(0);
		return ended;
	}

	test.each(['SIGKILL', 'SIGTERM'] as const)(
		'a worker that ends by %s makes nothing be bought twice',
		async (signal) => {
			const { simulator } = world();

			const ended = await loseWorker(signal);

			expect(paidPrompts(simulator)).toEqual(PROMPTS);
			const delivered = await Promise.all(
				ended
					.filter(({ status }) => status === 'success')
					.map(async (one) => await world().delivered(one)),
			);
			const ids = delivered.flat();
			expect(new Set(ids).size).toBe(ids.length);
			if (version.startsWith('1.')) expect(ids).toHaveLength(6);
		},
		LIMIT,
	);
});
