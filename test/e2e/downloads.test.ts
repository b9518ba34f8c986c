import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import type { N8nOptions } from '../../dev/n8n';
import type { JobFault } from '../../dev/simulator';
import { ENDING_BADLY, ENDING_WELL, OTHER_HOST, VIDEO_BYTES } from './downloadFaults';
import { type HttpsHost, startHttpsHost } from './httpsHost';
import { FROM_ITEM } from './generations';
import { expectNoSecrets } from './secrets';
import { until } from '../../dev/world/until';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import { chain, GENERATE, generating, givingItems, saving } from '../../dev/world/workflows';
import { isDownload, type Outcome, outcomesOf } from './downloadOutcomes';

const n8nOptions: N8nOptions = {};
let otherHost: HttpsHost | undefined;

beforeAll(async () => {
	otherHost = await startHttpsHost(OTHER_HOST, () => firstVideo());
	n8nOptions.env = otherHost.env;
});
const world = useWorld(n8nOptions);
afterAll(() => otherHost?.close());

/** URL of the first item's video. */
const firstVideo = (): string =>
	`${world().simulator.cdnUrl}/output/${world().simulator.predictions[0]?.id}.mp4`;

const LIMIT = 180_000;

const severalOutputs: JobFault = { kind: 'severalOutputs', count: 3 };
const objectOutputs: JobFault = { kind: 'outputs', shape: 'objects' };

/** All cases are items of one execution, so that their waits pass at the same time. */
describe('of many downloads in one execution', () => {
	let seen: Awaited<ReturnType<typeof outcomesOf>>;

	beforeAll(async () => {
		seen = await outcomesOf(world(), [...ENDING_WELL, ...ENDING_BADLY]);
	}, LIMIT);

	const outcomeOf = (name: string): Outcome => {
		const outcome = seen.outcomes.get(name);
		if (!outcome) throw new Error(`No outcome of "${name}"`);
		return outcome;
	};

	test.each(ENDING_WELL)('one that is $name reaches the next node whole, paid once', (one) => {
		const { saved, onCdn, billed, requests } = outcomeOf(one.name);

		// The faults are in what is compared, because some are random.
		expect({ saved, ...one }).toEqual({ saved: onCdn, ...one });
		expect(onCdn).toMatch(/^[0-9a-f]{64}$/);
		expect(billed).toBe(1);
		const slow = one.faults.some(({ kind }) => kind === 'slow');
		expect(requests.length).toBeGreaterThanOrEqual(one.faults.length + (slow ? 0 : 1));
	});

	test.each(ENDING_BADLY)(
		'one that is $name is an error that tells where the paid video is',
		(one) => {
			const { saved, row, prediction, billed, requests } = outcomeOf(one.name);

			expect(saved).toBeUndefined();
			expect(row?.binary).toBeUndefined();
			expect(row?.json['error']).toMatchObject({
				code: 'download_failed',
				message: expect.stringMatching(one.error ?? /^$/),
				predictionId: prediction.id,
				url: prediction.url,
				spent: 'yes',
				expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
				description: expect.stringContaining('This generation was paid.'),
			});
			expect(billed).toBe(1);
			expect(requests.length).toBeGreaterThan(0);
		},
	);

	test('each item leaves by one branch, and no request is one that a good client never sends', () => {
		expect(seen.branches).toEqual({
			succeeded: ENDING_WELL.length,
			failed: ENDING_BADLY.length,
			unexpected: [],
		});
	});

	test('a cut download goes on from the last byte', () => {
		const { requests } = outcomeOf('cut 2 times');

		const [first, ...resumed] = requests.map(({ headers }) => headers.range);
		expect(first).toBeUndefined();
		expect(resumed).toEqual([
			expect.stringMatching(/^bytes=\d+-$/),
			expect.stringMatching(/^bytes=\d+-$/),
		]);
		const sent = requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
		// What was on its way when a connection was reset is sent again, and no more.
		expect(sent).toBeLessThan(VIDEO_BYTES * 1.5);
	});
});

test('a redirect away from this machine is refused while the API is on it, and nothing is sent there', async () => {
	const location = `https://${OTHER_HOST}/moved/video.mp4?signature=1`;
	world().simulator.misbehave({
		on: 'download',
		fault: { kind: 'status', status: 302, headers: { location } },
	});

	const execution = await world().run(
		chain('led away', [...givingItems([{ prompt: 'led away' }]), generating(FROM_ITEM)]),
	);

	expect(execution.error?.message).toContain('away from this machine');
	expect(otherHost?.requests).toEqual([]);
});

test('a redirect to another server is followed, and the API key does not go there', async () => {
	const seen: IncomingMessage[] = [];
	const other = createServer((incoming, answer) => {
		seen.push(incoming);
		get(firstVideo(), (response) => {
			answer.writeHead(response.statusCode ?? 502, response.headers);
			response.pipe(answer);
		});
	});
	await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
	const { port } = other.address() as AddressInfo;
	const location = `http://127.0.0.1:${port}/moved/video.mp4?signature=1`;
	world().simulator.misbehave({
		on: 'download',
		fault: { kind: 'status', status: 302, headers: { location } },
	});
	const target = world().file('redirected.mp4');

	const execution = await world().run(
		chain('redirected', [
			...givingItems([{ prompt: 'redirected' }]),
			generating(FROM_ITEM),
			saving(target),
		]),
	);
	other.close();

	expect(execution.error).toBeUndefined();
	expect(seen.map(({ url }) => url)).toEqual(['/moved/video.mp4?signature=1']);
	expect(seen[0]?.headers.authorization).toBeUndefined();
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(firstVideo()));
});

test.each<[string, JobFault, string[]]>([
	['several outputs become data, data_1 and data_2', severalOutputs, ['data', 'data_1', 'data_2']],
	['outputs that are objects are downloaded too', objectOutputs, ['data']],
])('%s', async (_promise, fault, fields) => {
	world().simulator.misbehave({ on: 'job', fault });

	const execution = await world().run(
		chain('outputs', [
			...givingItems([{ prompt: 'outputs' }]),
			// Simplified, one output is told by its URL alone.
			generating({ ...FROM_ITEM, simplify: false }),
		]),
	);

	expect(execution.error).toBeUndefined();
	const [video] = execution.items(GENERATE);
	expect(Object.keys(video?.binary ?? {})).toEqual(fields);
	const urls = video?.json['outputs'] as string[];
	const hashes = await Promise.all(
		fields.map(async (field) =>
			sha256(await world().n8n.rest.binary(video?.binary?.[field]?.id ?? '')),
		),
	);
	expect(hashes).toEqual(await Promise.all(urls.map((url) => world().cdnHash(url))));
	expect(new Set(hashes).size).toBe(fields.length);
});

test('Stop in the middle of a slow download ends it at once', async () => {
	const { n8n, simulator } = world();
	simulator.settings.outputBytes = 20_000_000;
	simulator.misbehave({ on: 'download', fault: { kind: 'slow', bytesPerSecond: 1_000_000 } });
	const download = () => simulator.requests.find(isDownload);

	const id = await world().start(
		chain('stopped', [...givingItems([{ prompt: 'stopped' }]), generating(FROM_ITEM)]),
	);
	await until(() => (download()?.bytesSent ?? 0) > 1_000_000);
	await n8n.rest.stopExecution(id);
	await sleep(500);
	const atStop = download()?.bytesSent;
	await sleep(2_000);

	expect((await n8n.rest.execution(id)).status).toBe('canceled');
	expect(download()).toMatchObject({ bytesSent: atStop, complete: false });
	expect(simulator.requests.filter(isDownload)).toHaveLength(1);
	expect(simulator.billed).toHaveLength(1);
});

test('the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
