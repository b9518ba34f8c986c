import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../..');
const BIN = join(REPOSITORY, 'node_modules', '.bin');

/** A command of node_modules/.bin, with its arguments. */
export interface Step {
	name: string;
	command: string[];
	/** For Node, and for the processes that the command starts. */
	nodeOptions?: string;
}

export interface StepResult {
	name: string;
	ok: boolean;
	seconds: number;
	/** Empty when it was shown while it ran. */
	output: string;
}

/** Runs one command; its output is shown at once (`live`) or kept for later. */
export async function runStep(
	{ name, command, nodeOptions = '' }: Step,
	live = false,
): Promise<StepResult> {
	const started = Date.now();
	const [program = '', ...args] = command;
	const child = spawn(join(BIN, program), args, {
		cwd: REPOSITORY,
		env: {
			...process.env,
			NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${nodeOptions}`.trim(),
		},
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

/** Runs commands side by side, as many at once as there are processors, telling each one's end. */
export async function runSideBySide(
	steps: Step[],
	tell: (result: StepResult) => void,
): Promise<StepResult[]> {
	const waiting = [...steps];
	const results: StepResult[] = [];
	const lane = async (): Promise<void> => {
		for (let step = waiting.shift(); step; step = waiting.shift()) {
			const result = await runStep(step);
			tell(result);
			results.push(result);
		}
	};
	await Promise.all(Array.from({ length: Math.max(2, cpus().length) }, lane));
	return results;
}
