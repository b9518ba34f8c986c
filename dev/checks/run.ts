/**
 * `npm test`: all checks, one after another, and beside them the tests; tells what took how long.
 * What stands after `--` goes to jest.
 */
import { runInTurn, runStep, type Step, type StepResult } from './steps';

const CHECKS: Step[] = [
	{ name: 'types of tests and tools', command: ['tsc', '--noEmit', '-p', 'test'] },
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
];

const TESTS: Step = {
	name: 'tests',
	command: ['jest', '--selectProjects', 'unit', 'unit-zod4', 'simulator', 'engine'],
	// An eighth of the tests' time was collecting garbage.
	youngSpace: 64,
};

function tell({ name, ok, seconds, output }: StepResult): void {
	console.log(`${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${name}`);
	if (!ok) console.log(output.trimEnd());
}

async function main(jestArguments: string[]): Promise<boolean> {
	const [checks, tests] = await Promise.all([
		runInTurn(CHECKS, tell),
		runStep({ ...TESTS, command: [...TESTS.command, ...jestArguments] }, true),
	]);
	tell(tests);
	// Told when they failed, they stand far above the end.
	const failed = checks.filter(({ ok }) => !ok);
	for (const check of failed) tell(check);
	return tests.ok && failed.length === 0;
}

void main(process.argv.slice(2)).then((ok) => {
	process.exitCode = ok ? 0 : 1;
});
