import { readFile, writeFile } from 'node:fs/promises';

import { withCredential } from '../../dev/n8n';
import { picture } from '../../dev/simulator';
import { animating } from './animating';
import { expectNoSecrets } from './secrets';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import {
	chain,
	GENERATE,
	generating,
	givingItems,
	readingFiles,
	SAVE,
	saving,
} from '../../dev/world/workflows';

const world = useWorld();

const textParameters = {
	operation: 'textToVideoPro',
	prompt: 'A paper boat on a rainy street',
	size: '1280*720',
	duration: 4,
};

test('Text to Video Pro hands the MP4 to the next node, which writes it to disk', async () => {
	const target = world().file('text.mp4');

	const execution = await world().run(chain('text', [generating(textParameters), saving(target)]));

	expect(execution.error).toBeUndefined();
	expect(execution.status).toBe('success');
	const [video] = execution.items(GENERATE);
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(video?.json['url']));
	expect(world().simulator.billed).toHaveLength(1);
	expect(world().simulator.unexpected).toEqual([]);
});

test('Execute Step runs again with what the steps before it have given, and buys one video', async () => {
	const { rest } = world().n8n;
	const save = saving(world().file('step.mp4'));
	const content = chain('step by step', [generating(textParameters), save]);
	const workflow = await rest.createWorkflow(withCredential(content, world().credentialId));

	const first = await rest.ended(await rest.runStep(workflow, GENERATE));
	expect(first.error).toBeUndefined();
	expect(first.ran(SAVE)).toBe(false);
	const second = await rest.ended(await rest.runStep(workflow, SAVE, first));

	expect(second.error).toBeUndefined();
	expect(second.items(SAVE)).toHaveLength(1);
	expect(world().simulator.billed).toHaveLength(1);
});

test('the output names the prediction, its inputs, its price and until when it is kept', async () => {
	const execution = await world().run(
		chain('output', [generating({ ...textParameters, simplify: false })]),
	);

	const [video] = execution.items(GENERATE);
	const [billed] = world().simulator.billed;
	expect(video?.json).toEqual({
		id: billed?.id,
		predictionId: billed?.id,
		status: 'completed',
		model: 'openai/sora-2/text-to-video-pro',
		requestedModel: 'openai/sora-2/text-to-video-pro',
		prompt: textParameters.prompt,
		inputs: { prompt: textParameters.prompt, size: '1280*720', duration: 4 },
		url: expect.stringMatching(/^http:\/\/.+\.mp4$/),
		outputs: [video?.json['url']],
		createdAt: expect.any(String),
		timings: expect.any(Object),
		estimatedCost: 1.2,
		expiresAt: expect.any(String),
		video: expect.any(Object),
	});
	const kept =
		Date.parse(String(video?.json['expiresAt'])) - Date.parse(String(video?.json['createdAt']));
	expect(kept / 86_400_000).toBeCloseTo(7, 3);
	expect(video?.binary?.['data']).toMatchObject({
		mimeType: 'video/mp4',
		fileExtension: 'mp4',
		fileName: expect.stringContaining(String(billed?.id)),
	});
});

test('Image to Video Pro uploads a picture file, and the MP4 reaches the next node', async () => {
	await writeFile(world().file('picture.png'), await picture({ width: 640, height: 360 }));
	const target = world().file('image-binary.mp4');

	const execution = await world().run(
		chain('image from a file', [
			readingFiles(world().file('picture.png')),
			animating(),
			saving(target),
		]),
	);

	expect(execution.error).toBeUndefined();
	const [video] = execution.items(GENERATE);
	expect(video?.json).toMatchObject({
		model: 'openai/sora-2/image-to-video-pro',
		estimatedCost: 1.2,
	});
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(video?.json['url']));
	// The simulator would fail the job if the uploaded picture could not be read as one.
	expect(world().simulator.billed).toHaveLength(1);
	expect(world().simulator.unexpected).toEqual([]);
});

test('Image to Video Pro passes the URL of a picture on as it is', async () => {
	const imageUrl = 'https://example.com/pictures/boat.jpg?width=1280';
	const target = world().file('image-url.mp4');

	const execution = await world().run(
		chain('image from a URL', [animating({ imageSource: 'url', imageUrl }), saving(target)]),
	);

	expect(execution.error).toBeUndefined();
	expect(world().simulator.billed[0]?.inputs).toMatchObject({ image: imageUrl });
	const [video] = execution.items(GENERATE);
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(video?.json['url']));
});

test('several items come out in order, each paired with its input and with its own file', async () => {
	const names = ['first', 'second', 'third'];
	const seconds: Record<string, number> = { first: 3, second: 2, third: 1 };
	world().simulator.settings.jobSeconds = ({ inputs }) => seconds[String(inputs['prompt'])] ?? 1;
	const prompts = names.map((prompt) => ({ prompt }));

	const execution = await world().run(
		chain('three', [
			...givingItems(prompts),
			generating({ ...textParameters, prompt: '={{ $json.prompt }}' }),
			// $('Split').item is n8n's way back along the pairing.
			saving(`=${world().file("three-{{ $('Split').item.json.prompt }}.mp4")}`),
		]),
	);

	expect(execution.error).toBeUndefined();
	const videos = execution.items(GENERATE);
	expect(videos.map(({ json }) => json['prompt'])).toEqual(names);
	expect(videos.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	expect(execution.items(SAVE)).toHaveLength(3);
	for (const { json } of videos) {
		const written = await readFile(world().file(`three-${String(json['prompt'])}.mp4`));
		expect(sha256(written)).toBe(await world().cdnHash(json['url']));
	}
});

test('the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
