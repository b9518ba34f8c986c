import type { INodeParameters } from 'n8n-workflow';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { withHostileServer, type HostileServer } from './harness/hostileServer';
import { useHost } from './harness/host';
import { runOn } from './harness/runOn';

/** Executions that need the account's list of models at the same time share one request. */
useHost();
useFastClock();

const parameters = {
	operation: 'customModel',
	customModel: { __rl: true, mode: 'id', value: 'a/b' },
	modelInputs: { mappingMode: 'defineBelow', value: {} },
} as INodeParameters;

const run = (server: HostileServer, cancelWhen?: () => boolean) =>
	runOn(server, parameters, { cancelWhen });

const until = async (done: () => boolean) => {
	while (!done()) await new Promise((resolve) => setImmediate(resolve));
};

const NO_MODELS = JSON.stringify({ code: 200, message: 'ok', data: [] });

describe('An execution that waits for another’s list of models', () => {
	it('gets its own when the other one is stopped', async () => {
		let asked = 0;
		await withHostileServer(
			(response) => {
				// The first is never answered.
				if (++asked > 1) response.end(NO_MODELS);
			},
			async (server) => {
				let stop = false;
				const first = run(server, () => stop);
				await until(() => asked === 1);
				const second = run(server);
				const third = run(server);
				await new Promise((resolve) => setTimeout(resolve, 500));
				expect(asked).toBe(1);
				stop = true;
				expect((await first).status).toBe('canceled');
				for (const other of [await second, await third]) {
					expect(errorText(other)).toContain('is not in the list');
				}
				expect(asked).toBe(2);
			},
		);
	});

	it('ends at once when it is stopped itself, and the other one goes on', async () => {
		let answer = () => {};
		await withHostileServer(
			(response) => {
				answer = () => response.end(NO_MODELS);
			},
			async (server) => {
				let stop = false;
				const first = run(server);
				await until(() => server.requests.length === 1);
				const second = run(server, () => stop);
				stop = true;
				expect((await second).status).toBe('canceled');
				answer();
				expect(errorText(await first)).toContain('is not in the list');
				expect(server.requests).toHaveLength(1);
			},
		);
	});
});
