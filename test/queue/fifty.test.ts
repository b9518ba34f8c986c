import { setTimeout as sleep } from 'node:timers/promises';

import { grouped } from '../../dev/n8n';
import type { CrashWorld } from './crashWorld';
import { useCrashWorld } from './crashWorld';
import type { Row, Tally } from './fifty';
import { runFifty } from './fifty';

/** ms; n8n notices after some 10 s here that a worker is gone. */
jest.setTimeout(600_000);

const worker =
	(signal: 'SIGKILL' | 'SIGTERM') =>
	async ({ cluster }: CrashWorld) => {
		await cluster.killWorker(0, signal);
		await cluster.restartWorker(0);
	};

async function main({ cluster }: CrashWorld) {
	await cluster.crashMain();
}

/** Longer than the 10 s after which n8n's processes end by themselves. */
async function longOutage({ cluster }: CrashWorld) {
	await cluster.interruptRedis(25_000);
	await cluster.crashMain('SIGTERM');
	for (const index of cluster.workers.keys()) {
		await cluster.killWorker(index, 'SIGTERM');
		await cluster.restartWorker(index);
	}
}

/** All are parked, and some of them resumed: the jobs end one after another, from the tenth second on. */
const parked: Pick<Row, 'parameters' | 'jobSeconds' | 'ready'> = {
	parameters: { wait: 'freeWorker', ...grouped({ pollInterval: 1, timeout: 60 }) },
	jobSeconds: (number) => 10 + number,
	ready: async (world) => {
		await world.untilBilled(50);
		await sleep(3_000);
	},
};

const tallies: Tally[] = [];
afterAll(() => console.table(tallies));

/** Counts a row, and holds what is true of any. */
async function tally(world: CrashWorld, row: Omit<Row, 'executions'>): Promise<Tally> {
	const counted = await runFifty(world, { executions: 50, ...row });
	tallies.push({ ...counted, row: `${counted.row}, n8n ${world.cluster.version}` });
	expect(counted).toMatchObject({ executions: 50, twice: 0, strange: 0 });
	// What an execution gave has been paid once, and what has been paid is given or left to Get.
	const { billed, delivered, passedOn, retried, left, named } = counted;
	expect(billed).toBe(delivered + passedOn + retried + left);
	// What was killed between its submission and its receipt can't be named.
	expect(named).toBeLessThanOrEqual(left);
	// On a busy machine one process may overwrite what another has written, so that it seems not given;
	// of what is parked the receipt says that in one write with the purchase.
	if (row.parameters?.wait === 'freeWorker') expect(counted.namedFalsely).toBe(0);
	return counted;
}

describe('n8n 2.41.1 in queue mode, fifty executions on two workers', () => {
	const world = useCrashWorld({ version: '2.41.1', workers: 2 });

	test('main killed and restarted: each is paid once and given', async () => {
		const counted = await tally(world(), { name: 'main killed', happens: main });
		expect(counted).toMatchObject({ billed: 50, delivered: 50 });
	});

	test('Redis restarted: each is paid once and given', async () => {
		const restart = async ({ cluster }: CrashWorld) => await cluster.interruptRedis(0);
		const counted = await tally(world(), { name: 'Redis restarted', happens: restart });
		expect(counted).toMatchObject({ billed: 50, delivered: 50 });
	});

	test.each(['SIGKILL', 'SIGTERM'] as const)(
		'a worker ended by %s: none is paid twice, and only what it ran is left to Get',
		async (signal) => {
			const row = { name: `worker ${signal}`, happens: worker(signal) };
			expect((await tally(world(), row)).left).toBeLessThanOrEqual(5);
		},
	);

	test('Redis out of reach until n8n ends itself: none is paid twice', async () => {
		await tally(world(), { name: 'Redis away 25 s', happens: longOutage });
	});

	test('parked, a worker killed: each is paid once, and given or named', async () => {
		const row = { ...parked, name: 'parked, worker SIGKILL', happens: worker('SIGKILL') };
		const { left, passedOn } = await tally(world(), row);
		// What it had just resumed.
		expect(left).toBeLessThanOrEqual(5);
		expect(passedOn).toBe(0);
	});

	test('parked, main killed: what WaveSpeed calls meanwhile goes on with its ID at Timeout', async () => {
		const row = { ...parked, name: 'parked, main killed', happens: main };
		expect(await tally(world(), row)).toMatchObject({ billed: 50, retried: 0, left: 0 });
	});
});

describe('n8n 1.123.81 in queue mode, fifty executions on two workers', () => {
	const world = useCrashWorld({ version: '1.123.81', workers: 2 });

	test('a worker killed: each is paid once and given, at the latest by Retry', async () => {
		const row = { name: 'worker SIGKILL', happens: worker('SIGKILL') };
		expect(await tally(world(), row)).toMatchObject({ billed: 50, left: 0 });
	});

	test('parked, a worker killed: each is paid once and given', async () => {
		const row = { ...parked, name: 'parked, worker SIGKILL', happens: worker('SIGKILL') };
		expect(await tally(world(), row)).toMatchObject({ billed: 50, passedOn: 0, left: 0 });
	});
});
