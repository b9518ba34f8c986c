import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { reportToTerminal } from '../../dev/n8n/report';
import { nodeRuntime } from '../../dev/n8n/nodeRuntime';
import { TRIGGER } from '../../dev/world/workflows';
import { paidPrompts } from '../e2e/generations';
import { useCrashWorld } from './crashWorld';
import { freeingWorker, videosOfBody } from './workflows';

const PROMPTS = ['1 a boat', '2 a train', '3 a kite'];

/** n8n's own start after a kill takes its time (ms). */
jest.setTimeout(180_000);

/** Changes n8n's database from outside, by the Node that runs n8n: it has SQLite built in. */
async function sql(userFolder: string, statement: string): Promise<void> {
	const { binFolder } = await nodeRuntime(reportToTerminal);
	const script = `new (require('node:sqlite').DatabaseSync)(process.argv[1]).exec(process.argv[2])`;
	const database = join(userFolder, '.n8n/database.sqlite');
	await promisify(execFile)(join(binFolder, 'node'), ['-e', script, database, statement]);
}

describe.each(['2.41.1', '1.123.81'])('n8n %s whose table of receipts fails', (version) => {
	const world = useCrashWorld({ version, workers: 0 });
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	const table = async (from: string, to: string) =>
		await sql(world().cluster.userFolder('main'), `ALTER TABLE ${from} RENAME TO ${to}`);

	test('a retry after a crash sends nothing, says why, and goes on when the table is back', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 8;
		const workflow = await world().publish(videosOfBody('failing'), TRIGGER);
		const id = await world().crashWhileMade(workflow, PROMPTS, { afterMs: 2_000 });

		await table('processed_data', 'away');
		const refused = await world().retry(id);
		await table('away', 'processed_data');
		const again = await world().retry(id);

		expect(refused.status).toBe('error');
		const said = JSON.stringify(refused.error);
		expect(said).toContain("database doesn't tell what this node has bought before");
		expect(said).toContain('Nothing was sent');
		expect(again.status).toBe('success');
		expect(await world().delivered(again)).toHaveLength(3);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('the table of executions is away while one is to be parked: after a restart a retry gives what it bought', async () => {
		const { simulator, cluster, rest } = world();
		simulator.settings.jobSeconds = 6;
		const workflow = await world().publish(freeingWorker(videosOfBody('not stored')), TRIGGER);
		const id = await workflow.start({ prompts: PROMPTS });
		await world().untilBilled(3);
		await table('execution_entity', 'away');
		// It is parked a second after it has submitted all, and its receipts are proved.
		await sleep(6_000);
		await table('away', 'execution_entity');
		expect((await rest.execution(id)).status).toBe('running');
		await cluster.crashMain();
		expect((await rest.ended(id)).status).toBe('crashed');

		const again = await world().retry(id);

		expect(again.status).toBe('success');
		expect(await world().delivered(again)).toHaveLength(3);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});
});
