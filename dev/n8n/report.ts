/** Tells a person what takes so long. */
export type Report = (message: string) => void;

/** Milliseconds between two lines, and between two steps of one that moves. */
const HEARTBEAT = 20_000;
const MOVE = 500;

/** To standard error, so that it is seen at once under jest too and stays out of piped output. */
export const reportToTerminal: Report = (message) => {
	process.stderr.write(`${message}\n`);
};

const isTerminal = (report: Report): boolean =>
	report === reportToTerminal && process.stderr.isTTY === true;

/**
 * Tells how far `work` is until it is done: in a terminal by one line that moves, elsewhere by a line
 * now and then.
 * @param howFar e.g. "1,200 of 2,113 packages"; asked for each line
 */
export async function withProgress<T>(
	label: string,
	report: Report,
	work: () => Promise<T>,
	howFar: () => Promise<string> = async () => '',
): Promise<T> {
	const started = Date.now();
	const moving = isTerminal(report);
	const tell = async (): Promise<void> => {
		const far = await howFar().catch(() => '');
		const seconds = `${Math.round((Date.now() - started) / 1000)} s`;
		const line = `  … ${[label, far, seconds].filter(Boolean).join(', ')}`;
		if (moving) process.stderr.write(`\r\x1b[K${line}`);
		else report(line);
	};
	const timer = setInterval(() => void tell(), moving ? MOVE : HEARTBEAT);
	try {
		return await work();
	} finally {
		clearInterval(timer);
		if (moving) process.stderr.write('\r\x1b[K');
	}
}
