import { mkdir, readFile, writeFile } from 'node:fs/promises';

import {
	AGENT_EXAMPLE,
	APPROVE_EXAMPLE,
	NODE_TYPE,
	PICTURE_EXAMPLE,
	readExample,
	REELS_EXAMPLE,
	STORY_EXAMPLE,
	withParameters,
} from '../../dev/n8n';
import { picture } from '../../dev/simulator';
import { until } from '../../dev/world/until';
import { sha256 } from '../../dev/world/world';
import { type ChatModel, startChatModel } from './chatModel';
import { usePublished } from './published';
import { useStrictWorld } from './useWorld';
import { openForm, postForm } from './webhook';
import { billed, example, priceIn, written } from './finishedExample';

/** The examples that put several things together, as a user imports and runs them. */
const world = useStrictWorld();

const publish = usePublished(
	() => world().n8n.rest,
	() => world().credentialId,
);

test('A story continues: three clips become one file, taken from each other by ID, for the price of its note', async () => {
	const content = await example(world(), STORY_EXAMPLE);

	const { result: execution, files } = await written(world(), () => world().run(content));

	expect(execution.error).toBeUndefined();
	expect(world().simulator.billed.map(({ model }) => model)).toEqual([
		'bytedance/seedance-2.0/text-to-video',
		'bytedance/seedance-2.0/video-extend',
		'bytedance/seedance-2.0/video-extend',
	]);
	const clip = execution.items('Make First Clip')[0];
	expect(world().simulator.billed[1]?.inputs['video']).toBe(clip?.json['url']);
	expect(billed(world())).toBeCloseTo(priceIn(content)[0] ?? 0, 6);
	const [end] = execution.items('End Story');
	expect(files).toHaveLength(1);
	const saved = await readFile(world().file(files[0] ?? ''));
	expect(sha256(saved)).toBe(await world().cdnHash(end?.json['url']));
});

test('Product photos become reels: each with its own caption, from file to file', async () => {
	const content = await example(world(), REELS_EXAMPLE);
	const photos = world().file('photos');
	await mkdir(photos, { recursive: true });
	for (const [name, color] of [
		['Oak-Chair', 'red'],
		['Green_Lamp', 'green'],
	] as const) {
		await writeFile(`${photos}/${name}.png`, await picture({ width: 720, height: 1280, color }));
	}

	const { result: execution, files } = await written(world(), () => world().run(content));

	expect(execution.error).toBeUndefined();
	const captions = world()
		.simulator.billed.filter(({ model }) => model === 'veed/subtitles')
		.map(({ inputs }) => String(inputs['srt_content']));
	expect(captions.sort()).toEqual([
		expect.stringContaining('Green Lamp'),
		expect.stringContaining('Oak Chair'),
	]);
	expect(captions[0]).toMatch(/^1\n00:00:00,000 --> 00:00:05,000\n/);
	expect(billed(world())).toBeCloseTo(2 * (priceIn(content)[0] ?? 0), 6);
	expect(files.filter((name) => name.endsWith('.mp4'))).toHaveLength(2);
});

test('The picture comes first: an image model’s picture is uploaded and animated', async () => {
	const content = await example(world(), PICTURE_EXAMPLE);

	const { result: execution, files } = await written(world(), () => world().run(content));

	expect(execution.error).toBeUndefined();
	expect(execution.items('Make Picture')[0]?.binary?.['data']).toMatchObject({
		mimeType: 'image/jpeg',
	});
	expect(world().simulator.billed.map(({ model }) => model)).toEqual([
		'bytedance/seedream-v4.5',
		'bytedance/seedance-2.0/image-to-video',
	]);
	expect(billed(world())).toBeCloseTo(priceIn(content)[0] ?? 0, 6);
	expect(files).toEqual([expect.stringMatching(/\.mp4$/)]);
});

describe('Approve before paying', () => {
	/** Publishes the example and orders a video; gives the page with the price. */
	async function order() {
		const { n8n } = world();
		const content = await example(world(), APPROVE_EXAMPLE);
		const trigger = content.nodes.find(({ type }) => type.endsWith('formTrigger'));
		const id = await publish(content);
		const answer = await postForm(`${n8n.url}/form/${trigger?.webhookId}`, {
			'field-0': 'A paper boat at dusk',
			'field-1': '10',
		});
		const { formWaitingUrl } = (await answer.json()) as { formWaitingUrl: string };
		const page = await openForm(formWaitingUrl);
		const [execution = ''] = await n8n.rest.executionsOf(id);
		return { content, execution, formWaitingUrl, page };
	}

	test('shows the price before anything is bought, and buys for it after a yes', async () => {
		const { content, execution, formWaitingUrl, page } = await order();
		expect(page).toContain('This video costs $2.4');
		expect(page).toContain('A paper boat at dusk');
		expect(world().simulator.billed).toEqual([]);

		await postForm(formWaitingUrl, { 'field-0': 'Make it' });

		const ended = await world().n8n.rest.ended(execution);
		expect(ended.error).toBeUndefined();
		expect(world().simulator.billed).toHaveLength(1);
		expect(billed(world())).toBeCloseTo(priceIn(content)[1] ?? 0, 6);
		expect(ended.items('Make Video')[0]?.json['prompt']).toBe('A paper boat at dusk');
	});

	test('buys nothing after a no', async () => {
		const { execution, formWaitingUrl } = await order();

		await postForm(formWaitingUrl, { 'field-0': 'Leave it' });

		const ended = await world().n8n.rest.ended(execution);
		expect(ended.error).toBeUndefined();
		expect(ended.items('Nothing Bought')).toHaveLength(1);
		expect(world().simulator.billed).toEqual([]);
	});
});

describe('The agent', () => {
	let chat: ChatModel;
	let credential: string;

	beforeAll(async () => {
		chat = await startChatModel({ seconds: 5, prompt: 'A paper boat' }, [/estimate/i, /make/i]);
		credential = await world().n8n.rest.createCredential({
			name: 'Chat model',
			type: 'openAiApi',
			data: { apiKey: 'sk-test', url: chat.url },
		});
	});

	afterAll(() => chat.close());

	test('tells the price with one tool and makes the video with the other', async () => {
		const { n8n } = world();
		const content = withParameters(await readExample(AGENT_EXAMPLE), {
			[`${NODE_TYPE}Tool`]: { options: { pollInterval: 1 } },
			'@n8n/n8n-nodes-langchain.chatTrigger': { public: true },
		});
		const nodes = content.nodes.map((node) =>
			node.type.endsWith('lmChatOpenAi')
				? { ...node, credentials: { openAiApi: { id: credential, name: 'Chat model' } } }
				: node,
		);
		const trigger = nodes.find(({ type }) => type.endsWith('chatTrigger'));
		await publish({ ...content, nodes });
		const say = async (chatInput: string) =>
			await fetch(`${n8n.url}/webhook/${trigger?.webhookId}/chat`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ action: 'sendMessage', sessionId: 'a', chatInput }),
			});
		let answer = await say('What would a video of a paper boat cost?');
		await until(async () => {
			if (answer.status === 404) answer = await say('What would a video of a paper boat cost?');
			return answer.status !== 404;
		});
		expect(await answer.text()).toMatch(/totalCost\W+0\.6\b/);
		expect(world().simulator.billed).toEqual([]);

		const made = await (await say('Yes, make it')).text();

		expect(world().simulator.billed).toHaveLength(1);
		expect(made).toContain(`/output/${world().simulator.billed[0]?.id}.mp4`);
		expect(billed(world())).toBeCloseTo(0.6, 6);
	});
});
