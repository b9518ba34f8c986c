import type { Logger, LogLevel, LogMetadata } from 'n8n-workflow';

/** One line of the host's log at n8n's default level, which leaves out `debug`. */
export interface LogLine {
	level: Exclude<LogLevel, 'silent' | 'debug'>;
	message: string;
	metadata: LogMetadata;
}

/** Runs that go on, and the last one that has ended: what it does late is logged late. */
const recording = new Set<LogLine[]>();
let going = 0;

/** Runs `work` so that everything that is logged meanwhile, however deep and late, is put into `lines`. */
export async function recordLogs<T>(lines: LogLine[], work: () => Promise<T>): Promise<T> {
	if (going === 0) recording.clear();
	recording.add(lines);
	going += 1;
	try {
		return await work();
	} finally {
		going -= 1;
	}
}

const at =
	(level: LogLine['level']) =>
	(message: string, metadata: LogMetadata = {}) => {
		for (const lines of recording) lines.push({ level, message, metadata });
	};

/** A host logger that writes nowhere: each line goes to all runs that are going on. */
export const recordingLogger: Logger & { scoped(): Logger } = {
	error: at('error'),
	warn: at('warn'),
	info: at('info'),
	debug: () => undefined,
	scoped: () => recordingLogger,
};
