/**
 * Tests that kill n8n: `npm run test:queue` runs them all, `-- --campaign 200 --seed 7` only the
 * campaign, with so many executions; other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
	options: { campaign: { type: 'string' }, seed: { type: 'string' } },
	allowPositionals: true,
	args: process.argv.slice(2).filter((argument) => argument !== '--'),
	strict: false,
});
const { campaign, seed } = values;
const jest = ['--selectProjects', 'queue', '--runInBand', ...positionals];
const { status } = spawnSync(
	'npx',
	['jest', ...jest, ...(campaign ? ['test/queue/campaign'] : [])],
	{
		stdio: 'inherit',
		env: {
			...process.env,
			...(campaign ? { CAMPAIGN_EXECUTIONS: String(campaign) } : {}),
			...(seed ? { CAMPAIGN_SEED: String(seed) } : {}),
		},
	},
);
process.exitCode = status ?? 1;
