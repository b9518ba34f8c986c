import { setTimeout as sleep } from 'node:timers/promises';

import type { Prediction } from '../../dev/simulator';
import { paidIds, paidPrompts } from '../e2e/generations';
import { GENERATE, TRIGGER } from '../../dev/world/workflows';
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
		const workflow = await world().publish(
			videosOfBody('queue', {}, undefined, { unfinishedVideos: 'output' }),
			TRIGGER,
		);
		const ids: string[] = [];
		for (const prompt of PROMPTS) ids.push(await workflow.start({ prompts: [prompt] }));
		await world().untilBilled(6);
		await sleep(1_000);
		await world().cluster.killWorker(0, signal);
		const ended = await Promise.all(ids.map(async (id) => await world().rest.ended(id, 150_000)));
		await world().cluster.restartWorker(0);
		return { ended, workflow };
	}

	test.each(['SIGKILL', 'SIGTERM'] as const)(
		'a worker that ends by %s makes nothing be bought twice, and nothing be lost',
		async (signal) => {
			const { simulator } = world();

			const { ended, workflow } = await loseWorker(signal);

			expect(paidPrompts(simulator)).toEqual(PROMPTS);
			const delivered = await Promise.all(
				ended
					.filter(({ status }) => status === 'success')
					.map(async (one) => await world().delivered(one)),
			);
			const ids = delivered.flat();
			expect(new Set(ids).size).toBe(ids.length);
			const lost = simulator.billed.map(({ id }) => id).filter((id) => !ids.includes(id));
			if (version.startsWith('1.')) expect(lost).toEqual([]);

			// n8n 2.x has emptied what the worker ran: the next run gives it.
			for (const prediction of simulator.predictions) age(prediction, 3_600_000);
			const next = await world().rest.ended(await workflow.start({ prompts: ['next'] }), LIMIT);
			const given = next.items(GENERATE).filter(({ json }) => json['unfinished'] === true);
			expect(given.map(({ json }) => String(json['id'])).sort()).toEqual(lost.sort());
			expect((await world().delivered(next)).sort()).toEqual(
				[...lost, ...paidIds(simulator, 'next')].sort(),
			);
			// … once.
			const last = await world().rest.ended(await workflow.start({ prompts: ['last'] }), LIMIT);
			expect(last.items(GENERATE)).toHaveLength(1);
		},
		LIMIT,
	);
});

/** Makes a prediction look as if it had been made so much earlier (ms). */
function age(prediction: Prediction, by: number): void {
	prediction.createdAt -= by;
	prediction.createdAtText = new Date(prediction.createdAt).toISOString();
}
