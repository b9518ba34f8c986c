import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { TRIGGER } from '../../dev/world/workflows';
import { paidPrompts } from '../e2e/generations';
import { useCrashWorld } from './crashWorld';
import { videosOfBody } from './workflows';

const PROMPTS = ['1 a boat', '2 a train'];

/** n8n's own start after a kill takes its time (ms). */
jest.setTimeout(180_000);

/**
 * n8n writes the error of an execution that died by its event log. Where that is gone, as in a container
 * without a volume, the execution is called crashed and has no error (`amendWithoutLogs` in its
 * execution-recovery.service).
 */
describe.each(['2.41.1', '1.123.81'])('n8n %s without its event log', (version) => {
	const world = useCrashWorld({ version, workers: 0 });
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	async function forgetEvents(): Promise<void> {
		const folder = join(world().cluster.userFolder('main'), '.n8n');
		const logs = (await readdir(folder)).filter((name) => name.startsWith('n8nEventLog'));
		expect(logs).not.toEqual([]);
		await Promise.all(logs.map(async (name) => await rm(join(folder, name))));
	}

	test('killed while videos are made, a retried execution buys nothing again: it gives them, or names them where n8n does not tell what it repeats', async () => {
		const { simulator, cluster, rest } = world();
		simulator.settings.jobSeconds = 6;
		const workflow = await world().publish(videosOfBody('no log'), TRIGGER);
		const id = await workflow.start({ prompts: PROMPTS });
		await world().untilBilled(PROMPTS.length);
		await cluster.killMain('SIGKILL');
		await forgetEvents();
		await cluster.restartMain();
		await rest.ended(id);

		const again = await world().retry(id);

		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		const paid = simulator.billed.map((one) => one.id);
		const isOld = version.startsWith('1.');
		expect(again.status).toBe(isOld ? 'error' : 'success');
		expect((await world().delivered(again)).sort()).toEqual(isOld ? [] : paid.sort());
		if (isOld) {
			expect(again.error?.message).toContain(`Execution ${id} has bought this video`);
			expect(paid.some((one) => JSON.stringify(again.error).includes(one))).toBe(true);
		}
	});
});
