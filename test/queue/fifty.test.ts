import type { CrashWorld } from './crashWorld';
import { useCrashWorld } from './crashWorld';
import { runFifty, type Tally } from './fifty';

/** ms; n8n notices after some 10 s here that a worker is gone. */
jest.setTimeout(600_000);

const worker =
	(signal: 'SIGKILL' | 'SIGTERM') =>
	async ({ cluster }: CrashWorld) => {
		await cluster.killWorker(0, signal);
		await cluster.restartWorker(0);
	};

async function main({ cluster }: CrashWorld) {
	await cluster.killMain('SIGKILL');
	await cluster.restartMain();
}

/** Longer than the 10 s after which n8n's processes end by themselves. */
async function longOutage({ cluster }: CrashWorld) {
	await cluster.interruptRedis(25_000);
	await cluster.killMain('SIGTERM');
	await cluster.restartMain();
	for (const index of cluster.workers.keys()) {
		await cluster.killWorker(index, 'SIGTERM');
		await cluster.restartWorker(index);
	}
}

const tallies: Tally[] = [];
afterAll(() => console.table(tallies));

describe('n8n 2.41.1 in queue mode, fifty executions on two workers', () => {
	const world = useCrashWorld({ version: '2.41.1', workers: 2 });

	const tally = async (
		...of: Parameters<typeof runFifty> extends [unknown, ...infer R] ? R : never
	) => {
		const counted = await runFifty(world(), ...of);
		tallies.push(counted);
		expect(counted).toMatchObject({ executions: 50, twice: 0, strange: 0 });
		// What an execution gave has been paid once, and what has been paid is given or left to Get.
		expect(counted.billed).toBe(counted.delivered + counted.retried + counted.left);
		return counted;
	};

	test('main killed and restarted: each is paid once and given', async () => {
		expect(await tally('main killed', main)).toMatchObject({ billed: 50, delivered: 50 });
	});

	test('Redis restarted: each is paid once and given', async () => {
		const restart = async ({ cluster }: CrashWorld) => await cluster.interruptRedis(0);
		expect(await tally('Redis restarted', restart)).toMatchObject({ billed: 50, delivered: 50 });
	});

	test.each(['SIGKILL', 'SIGTERM'] as const)(
		'a worker ended by %s: none is paid twice, and only what it ran is left to Get',
		async (signal) => {
			const { left } = await tally(`worker ${signal}`, worker(signal));
			expect(left).toBeLessThanOrEqual(5);
		},
	);

	test('Redis out of reach until n8n ends itself: none is paid twice', async () => {
		await tally('Redis away 25 s', longOutage);
	});
});
