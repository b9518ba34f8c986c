import { Readable } from 'node:stream';
import { createDownloads } from '../../../nodes/WaveSpeedVideo/media/out/downloads';
import type { DownloadsDeps } from '../../../nodes/WaveSpeedVideo/media/out/downloads';
import { Room } from '../../../nodes/WaveSpeedVideo/media/out/room';
import { Storage } from '../../../nodes/WaveSpeedVideo/media/out/storage';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

describe('the storage', () => {
	const MB = 1e6;

	it('takes one download at a time until it is known', () => {
		expect(new Storage({}).atOnce).toBe(1);
	});

	it.each(['filesystem:1', 'filesystem-v2:workflows/1'])('behind %s takes several', (id) => {
		const storage = new Storage({});
		storage.learn({ id }, 400 * MB);
		expect(storage.atOnce).toBe(6);
		expect(storage.buffers).toBe(false);
	});

	it.each(['database:1', 's3:1', 'something-new:1', undefined])(
		'behind %s holds files as a whole: as many at once as 64 MB hold',
		(id) => {
			const storage = new Storage({});
			storage.learn({ id });
			expect(storage.atOnce).toBe(1);
			storage.learn({ id }, 20 * MB);
			expect(storage.atOnce).toBe(3);
			storage.learn({ id }, 60 * MB);
			storage.learn({ id }, 1 * MB);
			expect(storage.atOnce).toBe(1);
			expect(storage.buffers).toBe(true);
		},
	);
});

describe('executions of one process', () => {
	const FILE_BYTES = 1_000;

	/** Each execution fetches one file. @returns how many files were on their way at once, at most */
	async function mostAtOnce(executions: number) {
		const time = new VirtualTime();
		const room = new Room(FILE_BYTES);
		let [onTheWay, most] = [0, 0];
		const host = (executionId: string) =>
			({
				executionId,
				context: {},
				stop: undefined,
				request: async () => {
					most = Math.max(most, ++onTheWay);
					await time.pass(100);
					const headers = { 'content-length': String(FILE_BYTES) };
					return { statusCode: 200, headers, body: Readable.from([Buffer.alloc(FILE_BYTES, 'a')]) };
				},
				binary: {
					store: async (content: Buffer) => {
						await time.pass(500);
						if (content.length === FILE_BYTES) onTheWay--;
						return { id: 'database:1', data: 'database', mimeType: 'text/plain' };
					},
				},
			}) as unknown as DownloadsDeps['host'];
		const readVideo = () => ({ push: () => {}, facts: () => undefined });
		const all = Array.from({ length: executions }, async (_, index) => {
			const { runtime } = time;
			const deps = { host: host(`${index}`), runtime, apiUrl: 'https://api.test', room, readVideo };
			const source = { url: `https://cdn.example.com/${index}.txt` };
			const options = { nameFor: () => 'a.txt', maxBytes: 1e6 };
			return (await createDownloads(deps).outputs([source], options)).kind;
		});
		expect(await time.run(Promise.all(all))).toEqual(all.map(() => 'files'));
		return most;
	}

	it('share the memory for files that n8n holds as a whole', async () => {
		expect(await mostAtOnce(5)).toBe(1);
	});
});
