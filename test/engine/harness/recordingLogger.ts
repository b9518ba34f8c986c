import { AsyncLocalStorage } from 'node:async_hooks';

import type { Logger, LogLevel, LogMetadata } from 'n8n-workflow';

/** One line of the host's log at n8n's default level, which leaves out `debug`. */
export interface LogLine {
	level: Exclude<LogLevel, 'silent' | 'debug'>;
	message: string;
	metadata: LogMetadata;
}

const linesOfThisRun = new AsyncLocalStorage<LogLine[]>();

/** Runs `work` so that everything it logs, however deep and late, is put into `lines`. */
export function recordLogs<T>(lines: LogLine[], work: () => T): T {
	return linesOfThisRun.run(lines, work);
}

const at =
	(level: LogLine['level']) =>
	(message: string, metadata: LogMetadata = {}) => {
		linesOfThisRun.getStore()?.push({ level, message, metadata });
	};

/** A host logger that writes nowhere: lines go to the run that logged them, so runs may overlap. */
export const recordingLogger: Logger & { scoped(): Logger } = {
	error: at('error'),
	warn: at('warn'),
	info: at('info'),
	debug: () => undefined,
	scoped: () => recordingLogger,
};
