/**
 * `npm test`: all checks side by side, then the tests; tells what took how long. What stands after
 * `--` goes to jest.
 */
import { runSideBySide, runStep, type Step, type StepResult } from './steps';

const CHECKS: Step[] = [
	{ name: 'types of tests', command: ['tsc', '--noEmit', '-p', 'test'] },
	{
		name: 'lint',
		command: ['eslint', '--flag', 'unstable_config_lookup_from_file', '--max-warnings', '0', '.'],
	},
	// The build checks the types of the node itself.
	{ name: 'build', command: ['gulp', 'build'] },
	{
		name: 'formatting',
		command: ['prettier', '--check', '--cache', '--cache-location=build/prettier', '.'],
	},
	{ name: 'types of tools', command: ['tsc', '--noEmit', '-p', 'dev'] },
];

const TESTS: Step = {
	name: 'tests',
	command: ['jest', '--selectProjects', 'unit', 'unit-zod4', 'simulator', 'engine'],
	// Room for what is short-lived, in MB: an eighth of the tests' time was collecting garbage.
	nodeOptions: '--max-semi-space-size=64',
};

function tell({ name, ok, seconds, output }: StepResult): void {
	console.log(`${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${name}`);
	if (!ok) console.log(output.trimEnd());
}

async function main(jestArguments: string[]): Promise<boolean> {
	const checks = await runSideBySide(CHECKS, tell);
	if (!checks.every(({ ok }) => ok)) return false;
	const tests = await runStep({ ...TESTS, command: [...TESTS.command, ...jestArguments] }, true);
	tell(tests);
	return tests.ok;
}

void main(process.argv.slice(2)).then((ok) => {
	process.exitCode = ok ? 0 : 1;
});
