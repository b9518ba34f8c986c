import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface ProcessGroup {
	/** Everything the command printed so far. */
	output(): string;
	/** Settles with a description when the command has ended. */
	ended: Promise<string>;
	/** What a crash (SIGKILL, to the command and all its children) or a restart (SIGTERM) sends. */
	kill(signal: 'SIGKILL' | 'SIGTERM'): void;
	/** Ends the command and all its children; safe to call twice. */
	stop(): Promise<void>;
}

/**
 * Starts a command in a process group of its own that doesn't outlive this process, not even when
 * this one is killed.
 */
export function startGroup(
	command: string,
	args: string[],
	options: { cwd: string; env: NodeJS.ProcessEnv },
): ProcessGroup {
	const typescript = pathToFileURL(require.resolve('tsx')).href;
	const child = spawn(
		process.execPath,
		['--import', typescript, join(__dirname, 'supervise.ts'), command, ...args],
		{ ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
	);
	const chunks: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
	}
	const ended = new Promise<string>((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('close', (code, signal) => resolve(signal ?? `exit code ${String(code)}`));
	});
	const send = (pid: number, signal: NodeJS.Signals): void => {
		try {
			process.kill(pid, signal);
		} catch {
			// It is gone already, which is what is wanted.
		}
	};
	return {
		output: () => chunks.join(''),
		ended,
		kill(signal) {
			if (child.pid === undefined) return;
			if (signal === 'SIGKILL') send(-child.pid, 'SIGKILL');
			else send(child.pid, 'SIGUSR2');
		},
		async stop() {
			child.stdin.end();
			await ended;
			if (child.pid !== undefined) send(-child.pid, 'SIGKILL');
		},
	};
}
