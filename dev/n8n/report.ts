/** Tells a person what takes so long. */
export type Report = (message: string) => void;

const HEARTBEAT = 20_000;

/** To standard error, so that it is seen at once under jest too and stays out of piped output. */
export const reportToTerminal: Report = (message) => {
	process.stderr.write(`${message}\n`);
};

/** Reports `label` with the elapsed seconds now and then, until `work` is done. */
export async function withHeartbeat<T>(
	label: string,
	report: Report,
	work: () => Promise<T>,
): Promise<T> {
	const started = Date.now();
	const timer = setInterval(() => {
		report(`  … ${label}, ${Math.round((Date.now() - started) / 1000)} s`);
	}, HEARTBEAT);
	try {
		return await work();
	} finally {
		clearInterval(timer);
	}
}
