import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const SAMPLE_EVERY = 50;

const read = (path: string): string => {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// The process has ended meanwhile, or isn't ours to read.
		return '';
	}
};

/**
 * The id of n8n's main process, of a worker or a webhook processor (not its supervisor, nor its task runner). Linux only.
 * @throws when there is none
 */
export function n8nProcess(
	userFolder: string,
	wanted: 'start' | 'worker' | 'webhook' = 'start',
): number {
	const found = readdirSync('/proc').find((entry) => {
		if (!/^\d+$/.test(entry)) return false;
		const [, script = '', command = ''] = read(`/proc/${entry}/cmdline`).split('\0');
		const environment = read(`/proc/${entry}/environ`).split('\0');
		return (
			/\/bin\/n8n$/.test(script) &&
			command === wanted &&
			environment.includes(`N8N_USER_FOLDER=${userFolder}`)
		);
	});
	if (found === undefined) throw new Error(`No n8n runs in ${userFolder}`);
	return Number(found);
}

/** A line of /proc/PID/status (proc(5)), in bytes. */
function statusOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
	const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(read(`/proc/${pid}/status`));
	if (!line) throw new Error(`Process ${pid} tells no ${name}`);
	return Number(line[1]) * 1024;
}

/** Whether the process still has memory: one that has ended, and is not waited for yet, has none. */
const isThere = (pid: number): boolean => read(`/proc/${pid}/status`).includes('VmRSS');

/** Resident memory of a process, in bytes. */
export const residentMemory = (pid: number): number => statusOf(pid, 'VmRSS');

/** Clock ticks per second in /proc (sysconf(_SC_CLK_TCK), 100 on every Linux of today). */
const TICKS = 100;

/** CPU time that a process has used so far, with all its threads, in seconds. */
export function cpuSeconds(pid: number): number {
	const stat = read(`/proc/${pid}/stat`);
	// Behind the command's name: field 3 is the state, 14 and 15 are user and system time (proc(5)).
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

export interface MemoryWatch {
	/** Highest resident memory seen since the start of the watch, in bytes, by samples. */
	sampled(): number;
	/** The same as the kernel counted it, which misses nothing between two samples. */
	counted(): number;
	stop(): void;
}

/** Watches the resident memory of a process of our own user, until it ends. */
export function watchMemory(pid: number): MemoryWatch {
	// Sets the kernel's high-water mark back to the present (proc(5), clear_refs).
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	let peak = residentMemory(pid);
	let counted = peak;
	const look = () => {
		if (!isThere(pid)) return;
		peak = Math.max(peak, residentMemory(pid));
		counted = statusOf(pid, 'VmHWM');
	};
	const timer = setInterval(look, SAMPLE_EVERY);
	return {
		sampled: () => peak,
		counted: () => {
			look();
			return counted;
		},
		stop: () => clearInterval(timer),
	};
}
