import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';

export interface CommandOptions {
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** File that receives all output, after what is in it already. */
	log: string;
	/** Milliseconds after which the command is ended and counts as failed. */
	timeout?: number;
}

const TAIL_LINES = 15;

/**
 * Runs a command with its output in a log file.
 * @throws when it can't start, exits with another code than 0 or takes too long; the message holds
 * the command, the log's path and its last lines.
 */
export async function runLogged(
	command: string,
	args: string[],
	{ cwd, env, log, timeout }: CommandOptions,
): Promise<void> {
	const file = await open(log, 'a');
	try {
		const child = spawn(command, args, {
			cwd,
			env,
			stdio: ['ignore', file.fd, file.fd],
			...(timeout === undefined ? {} : { timeout }),
		});
		const [code, signal] = await once(child, 'exit');
		if (code === 0) return;
		throw new Error(signal ? `ended by ${String(signal)}` : `exit code ${String(code)}`);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const tail = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-TAIL_LINES);
		throw new Error(
			[`"${command} ${args.join(' ')}" failed: ${reason}. Log: ${log}`, ...tail].join('\n  '),
		);
	} finally {
		await file.close();
	}
}
