import type { EntryStore } from '../../nodes/WaveSpeedVideo/base/entryStore';
import type { FakeService } from './fakeService';
import { LossyRow } from './lossyRow';
import type { VirtualTime } from './virtualTime';

let processes = 0;

export const newProcessName = (): string => `process ${processes++}`;

/** A store of which `alive` decides what comes back. */
export const mortalStoreOf = (
	{ name, place, ...store }: EntryStore,
	alive: <T>(task: () => Promise<T>) => Promise<T>,
): EntryStore => ({
	name,
	place,
	add: async (entries, max) => await alive(async () => await store.add(entries, max)),
	remove: async (entries) => await alive(async () => await store.remove(entries)),
	count: async () => await alive(async () => await store.count()),
});

/** n8n and all that it waits for; from a moment on nothing comes back to it any more. */
export function mortal(
	time: VirtualTime,
	service: FakeService,
	row: LossyRow | EntryStore,
	diesAfterMs?: number,
) {
	let dead = false;
	const alive = async <T>(task: () => Promise<T>): Promise<T> => {
		if (dead) await new Promise(() => {});
		const result = await task();
		if (dead) await new Promise(() => {});
		return result;
	};
	const store = row instanceof LossyRow ? row.as(newProcessName()) : row;
	const mortalStore = mortalStoreOf(store, alive);
	const { runtime } = time;
	const mortalTime = {
		now: () => time.now(),
		pass: async (ms: number) => await alive(async () => await time.pass(ms)),
		runtime: {
			...runtime,
			sleep: async (ms: number) => await alive(async () => await runtime.sleep(ms)),
		},
		async run<T>(task: Promise<T>): Promise<T | undefined> {
			if (diesAfterMs === undefined) return await time.run(task);
			const death = time.pass(diesAfterMs).then(() => {
				dead = true;
				return undefined;
			});
			return await time.run(Promise.race([task, death]));
		},
	};
	const mortalService = {
		send: async (request: Parameters<FakeService['send']>[0]) =>
			await alive(async () => await service.send(request)),
	};
	return {
		time: mortalTime as unknown as VirtualTime,
		service: mortalService as unknown as FakeService,
		row: mortalStore,
	};
}
