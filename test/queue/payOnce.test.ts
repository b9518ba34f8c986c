import { reportToTerminal } from '../../dev/n8n';
import { GENERATE, TRIGGER } from '../../dev/world/workflows';
import { useCrashWorld } from './crashWorld';
import { videosOfBody } from './workflows';

/** Set by `npm run test:queue`; two executions each. */
const KEYS = Number(process.env['PAY_ONCE_KEYS'] ?? 50);

/** Keys that are asked for at the same time: each by two executions. */
const AT_ONCE = 5;

const LIMIT = 60_000 + KEYS * 12_000;

const PLACES = [
	{ version: '2.41.1', workers: 0 },
	{ version: '2.41.1', workers: 2 },
	{ version: '1.123.81', workers: 2 },
];

describe.each(PLACES)('n8n $version with $workers workers', (place) => {
	const world = useCrashWorld(place);

	test(
		`of two executions at once with the same Pay Once Key, ${KEYS} times, one buys and both are given the video`,
		async () => {
			const { simulator } = world();
			simulator.settings.jobSeconds = 1;
			const keyed = { payOnceKey: '={{ $json.prompt }}' };
			const content = videosOfBody('pay once', {}, undefined, keyed);
			const workflow = await world().publish(content, TRIGGER);
			const faults: string[] = [];
			const startedAt = Date.now();
			for (let first = 0; first < KEYS; first += AT_ONCE) {
				const prompts = Array.from(
					{ length: Math.min(AT_ONCE, KEYS - first) },
					(_, index) => `row ${first + index}`,
				);
				const starts = prompts.flatMap((prompt) => [prompt, prompt]);
				const ids = await workflow.startAll(starts.map((prompt) => ({ prompts: [prompt] })));
				const given = new Map<string, string[]>();
				for (const id of ids) {
					const execution = await world().rest.ended(id, LIMIT);
					for (const { json } of execution.items(GENERATE)) {
						const prompt = String(json['prompt']);
						given.set(prompt, [...(given.get(prompt) ?? []), String(json['id'])]);
					}
				}
				for (const prompt of prompts) {
					const paid = simulator.billed.filter(({ inputs }) => inputs['prompt'] === prompt).length;
					const videos = given.get(prompt) ?? [];
					if (paid !== 1 || videos.length !== 2 || videos[0] !== videos[1]) {
						faults.push(`${prompt}: ${paid} billed, ${videos.length} given`);
					}
				}
			}
			const seconds = Math.round((Date.now() - startedAt) / 1000);
			reportToTerminal(
				JSON.stringify({ ...place, keys: KEYS, billed: simulator.billed.length, seconds, faults }),
			);

			expect(faults).toEqual([]);
			expect(simulator.billed).toHaveLength(KEYS);
		},
		LIMIT,
	);
});
