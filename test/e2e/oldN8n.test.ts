import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { CREDENTIAL_TYPE } from '../../dev/n8n';
import { picture } from '../../dev/simulator';
import { animating } from './animating';
import { expectNoSecrets } from './secrets';
import { until } from '../../dev/world/until';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import {
	builtIn,
	chain,
	FAILED,
	GENERATE,
	generating,
	givingItems,
	readingFiles,
	saving,
} from '../../dev/world/workflows';

/** The last 1.x line, which many still run. Its default is to keep files in memory. */
const world = useWorld({ version: '1.123.81' });

const textParameters = {
	operation: 'textToVideoPro',
	prompt: 'A paper boat on a rainy street',
	size: '1280*720',
	duration: 4,
};

test('on n8n 1.x the credential test is green with the right key and red with another', async () => {
	const testKey = (apiKey: string) =>
		world().n8n.rest.testCredential(world().credentialId, {
			name: 'WaveSpeed',
			type: CREDENTIAL_TYPE,
			data: { apiKey, baseUrl: world().simulator.url },
		});

	expect((await testKey(world().simulator.apiKey)).status).toBe('OK');
	// 1.x drops the cause of HTTP errors (n8n-workflow 1.120, ExecutionBaseError), and with it the
	// credential's own words for each status.
	const red = await testKey('wsk_wrong');
	expect(red).toMatchObject({ status: 'Error', message: expect.stringMatching(/credentials/) });
	expect(world().simulator.billed).toEqual([]);
});

test('on n8n 1.x Text to Video Pro hands the MP4 to the next node, whole', async () => {
	const target = world().file('text.mp4');

	const execution = await world().run(chain('text', [generating(textParameters), saving(target)]));

	expect(execution.error).toBeUndefined();
	const [video] = execution.items(GENERATE);
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(video?.json['url']));
	expect(video?.binary?.['data']).toMatchObject({ mimeType: 'video/mp4', fileExtension: 'mp4' });
	expect(world().simulator.billed).toHaveLength(1);
	expect(world().simulator.unexpected).toEqual([]);
});

test('on n8n 1.x Image to Video Pro uploads the very bytes of a picture file', async () => {
	const photo = await picture({ width: 640, height: 360 });
	await writeFile(world().file('picture.png'), photo);
	const target = world().file('image.mp4');

	const execution = await world().run(
		chain('image', [readingFiles(world().file('picture.png')), animating(), saving(target)]),
	);

	expect(execution.error).toBeUndefined();
	const [video] = execution.items(GENERATE);
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(video?.json['url']));
	const uploaded = world().simulator.billed[0]?.inputs['image'];
	expect(await world().cdnHash(uploaded)).toBe(sha256(photo));
	expect(world().simulator.unexpected).toEqual([]);
});

test('on n8n 1.x a failed item leaves by the error output, with its prediction id', async () => {
	const { simulator } = world();
	simulator.misbehave({
		on: 'job',
		fault: { kind: 'moderated' },
		matching: ({ body }) => JSON.stringify(body).includes('refused'),
	});

	const execution = await world().run(
		chain(
			'error output',
			[
				...givingItems([{ prompt: 'refused' }, { prompt: 'harmless' }]),
				generating({ ...textParameters, prompt: '={{ $json.prompt }}' }, 'continueErrorOutput'),
			],
			builtIn(FAILED, 'noOp', 1),
		),
	);

	expect(execution.status).toBe('success');
	const refused = simulator.billed.find(({ inputs }) => inputs['prompt'] === 'refused');
	const failed = execution.items(FAILED);
	expect(failed).toHaveLength(1);
	expect(failed[0]?.json['error']).toMatchObject({
		message: expect.stringMatching(/moderat/i),
		predictionId: refused?.id,
	});
	expect(execution.items(GENERATE).map(({ json }) => json['prompt'])).toEqual(['harmless']);
});

test('on n8n 1.x Retry On Fail after a lost video downloads again and buys nothing', async () => {
	const { simulator } = world();
	simulator.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
	const target = world().file('retried.mp4');

	const execution = await world().run(
		chain('retry', [
			{ ...generating(textParameters), retryOnFail: true, maxTries: 2, waitBetweenTries: 100 },
			saving(target),
		]),
	);

	expect(execution.error).toBeUndefined();
	expect(simulator.requests.filter(({ operation }) => operation === 'download')).toHaveLength(2);
	expect(simulator.billed).toHaveLength(1);
	const [video] = execution.items(GENERATE);
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(video?.json['url']));
});

test('on n8n 1.x Stop ends the waiting at once, and the log names what still runs', async () => {
	const { n8n, simulator } = world();
	simulator.settings.jobSeconds = 600;
	const polls = () => simulator.requests.filter(({ operation }) => operation === 'poll').length;

	const id = await world().start(chain('stopped', [generating(textParameters)]));
	await until(() => polls() > 0);
	await n8n.rest.stopExecution(id);
	const atStop = simulator.requests.length;
	// Three times the poll interval: something that goes on would show.
	await sleep(3_000);

	expect((await n8n.rest.execution(id)).status).toBe('canceled');
	expect(simulator.requests.length - atStop).toBeLessThanOrEqual(1);
	expect(simulator.billed).toHaveLength(1);
	expect(n8n.logs()).toContain(`${simulator.billed[0]?.id} still runs`);
});

test('on n8n 1.x the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
