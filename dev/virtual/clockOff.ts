import type { VirtualTime } from './virtualTime';

/** n8n's clock, which is wrong: so much ahead of the service's (ms). */
export function clockOff(time: VirtualTime, byMs: number): VirtualTime {
	const now = () => time.now() + byMs;
	return {
		now,
		pass: time.pass.bind(time),
		run: time.run.bind(time),
		runtime: { ...time.runtime, now },
	} as unknown as VirtualTime;
}
