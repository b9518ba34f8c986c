/**
 * Tests that kill n8n: `npm run test:queue` runs them all, `-- --campaign 200 --seed 7` only the
 * campaign, with so many executions; other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';

/** The value behind an option, which is taken out of the arguments. */
function take(option: string, from: string[]): string | undefined {
	const at = from.indexOf(option);
	return at < 0 ? undefined : from.splice(at, 2)[1];
}

const others = process.argv.slice(2).filter((argument) => argument !== '--');
const campaign = take('--campaign', others);
const seed = take('--seed', others);
const tests = campaign === undefined ? [] : ['test/queue/campaign'];
const { status } = spawnSync(
	'npx',
	['jest', '--runInBand', ...others, ...tests, '--selectProjects', 'queue'],
	{
		stdio: 'inherit',
		env: {
			...process.env,
			...(campaign === undefined ? {} : { CAMPAIGN_EXECUTIONS: campaign }),
			...(seed === undefined ? {} : { CAMPAIGN_SEED: seed }),
		},
	},
);
process.exitCode = status ?? 1;
