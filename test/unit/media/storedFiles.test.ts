import { StoredFiles } from '../../../nodes/WaveSpeedVideo/media/out/storedFiles';
import type { StoredFile } from '../../../nodes/WaveSpeedVideo/media/out/storedFiles';

describe('a stored file', () => {
	const URL = 'https://cdn.example.com/a.mp4';
	const type = { mimeType: 'video/mp4', extension: 'mp4' };
	const file: StoredFile = {
		binary: { id: 'filesystem-v2:1', data: 'filesystem-v2', mimeType: 'video/mp4' },
		bytes: 1_000,
		type,
		name: 'a.mp4',
	};
	const name = () => 'a.mp4';
	const open = (context: Record<string, unknown>, executionId = '1', size = 1_000) =>
		new StoredFiles({
			context,
			executionId,
			binary: {
				size: async (id: string) => {
					if (id !== file.binary.id) throw new Error('not found');
					return size;
				},
			} as unknown as ConstructorParameters<typeof StoredFiles>[0]['binary'],
		});

	it('is used again by the same execution, also when it comes back from the database', async () => {
		const context = {};
		open(context).add(URL, file);
		const saved = JSON.parse(JSON.stringify(context)) as Record<string, unknown>;
		expect(await open(saved).find(URL, name)).toEqual(file);
	});

	it.each<[string, () => Promise<StoredFile | undefined>]>([
		['by another execution', async () => await with_((c) => open(c, '2'))],
		['when its size is another', async () => await with_((c) => open(c, '1', 999))],
		['for another URL', async () => await with_((c) => open(c), `${URL}?2`)],
		[
			'under another name',
			async () =>
				await with_(
					(c) => open(c),
					URL,
					() => 'b.mp4',
				),
		],
		['that n8n has deleted', async () => await with_((c) => open(c), URL, name, 'gone:1')],
		['in memory', async () => await with_((c) => open(c), URL, name, undefined)],
	])('is not used %s', async (_what, find) => expect(await find()).toBeUndefined());

	async function with_(
		reopen: (context: Record<string, unknown>) => StoredFiles,
		url = URL,
		nameFor = name,
		...ids: Array<string | undefined>
	) {
		const context = {};
		const id = ids.length > 0 ? ids[0] : file.binary.id;
		open(context).add(URL, { ...file, binary: { ...file.binary, id } });
		return await reopen(context).find(url, nameFor);
	}
});
