/**
 * Runs a command for as long as the process that started this one lives: when standard input closes,
 * which it does however that process ends, the command is stopped and with it its whole process
 * group. Usage: node --import tsx supervise.ts COMMAND ARGUMENT… (as leader of a process group)
 */
import { spawn } from 'node:child_process';

/** Milliseconds that n8n gets to close its database before it is killed. */
const GRACE = 8_000;

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('supervise.ts: no command');

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

const stop = (): void => {
	child.kill('SIGTERM');
	setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE).unref();
};

child.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
});
child.on('exit', (code, signal) => {
	if (signal) process.stderr.write(`${command} was ended by ${signal}\n`);
	process.exit(code ?? 1);
});
process.on('SIGTERM', stop);
// A test's own SIGTERM: the command may take as long over its end as it wants.
process.on('SIGUSR2', () => child.kill('SIGTERM'));
process.on('SIGINT', stop);
process.stdin.on('close', stop).resume();
// A pipe whose other end is gone must not end the supervisor before the command.
process.stdout.on('error', stop);
