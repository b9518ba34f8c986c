import { reportToTerminal } from '../../dev/n8n';
import { campaign } from './campaign';
import { useCrashWorld } from './crashWorld';

/** Set by `npm run test:queue -- --campaign 200 --seed 7`; a short one otherwise. */
const executions = Number(process.env['CAMPAIGN_EXECUTIONS'] ?? 12);
const seed = Number(process.env['CAMPAIGN_SEED'] ?? 1);

/** ms; a round of five takes at most three minutes. */
const LIMIT = 60_000 + executions * 40_000;

const PLACES = [
	{ version: '2.41.1', workers: 0 },
	{ version: '1.123.81', workers: 0 },
	{ version: '1.123.81', workers: 2 },
	{ version: '2.41.1', workers: 2 },
];

describe.each(PLACES)('n8n $version with $workers workers', (place) => {
	const world = useCrashWorld(place);

	test(
		`killed at random moments (seed ${seed}), buys no video twice and delivers all, and what n8n gives up is named by the next run`,
		async () => {
			const share = Math.ceil(executions / PLACES.length);

			const result = await campaign(world(), { executions: share, seed });

			reportToTerminal(JSON.stringify({ ...place, seed, ...result }));
			expect(result.faults).toEqual([]);
			expect(result.billed).toBe(result.wanted);
			expect(result.delivered).toBe(result.wanted);
			expect(result.named + result.listed).toBe(result.givenUp);
			expect(result.namedFalsely).toBe(0);
		},
		LIMIT,
	);
});
