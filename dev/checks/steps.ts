import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../..');
const BIN = join(REPOSITORY, 'node_modules', '.bin');

/** A command of node_modules/.bin, with its arguments. */
export interface Step {
	name: string;
	command: string[];
	/** For its garbage collector, in MB: how much room short-lived things have. V8's default is 16. */
	youngSpace?: number;
}

export interface StepResult {
	name: string;
	ok: boolean;
	seconds: number;
	/** Empty when it was shown while it ran. */
	output: string;
}

/**
 * Runs one command; its output is shown at once (`live`) or kept for later. The processors are busy
 * with the other steps: threads beside (compiling, collecting garbage) cost a seventh more than they give.
 */
export async function runStep(
	{ name, command, youngSpace }: Step,
	live = false,
): Promise<StepResult> {
	const started = Date.now();
	const [program = '', ...args] = command;
	const flags = ['--single-threaded'];
	if (youngSpace !== undefined) flags.push(`--max-semi-space-size=${youngSpace}`);
	const child = spawn(process.execPath, [...flags, join(BIN, program), ...args], {
		cwd: REPOSITORY,
		stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
	});
	const chunks: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
	}
	const ok = await new Promise<boolean>((settle) => {
		child.once('error', (error) => {
			chunks.push(error.message);
			settle(false);
		});
		child.once('close', (code) => settle(code === 0));
	});
	return { name, ok, seconds: (Date.now() - started) / 1000, output: chunks.join('') };
}

/** Runs commands one after another, also after one that fails, telling each one's end. */
export async function runInTurn(
	steps: Step[],
	tell: (result: StepResult) => void,
): Promise<StepResult[]> {
	const results: StepResult[] = [];
	for (const step of steps) {
		const result = await runStep(step);
		tell(result);
		results.push(result);
	}
	return results;
}
