import { attempt } from '../../../dev/virtual/execution';
import { FakeService } from '../../../dev/virtual/fakeService';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { isSameOrder } from '../../../nodes/WaveSpeedVideo/generation/acquire/equalInputs';

const SENT = { prompt: 'a', duration: 4 };

describe('a listed job is proven to be the order', () => {
	it.each<[Record<string, unknown>, Record<string, unknown>]>([
		[SENT, SENT],
		[{ duration: 4, prompt: 'a' }, SENT],
		[{ ...SENT, seed: -1, generate_audio: true, aspect_ratio: '16:9', size: '1280*720' }, SENT],
		[{ ...SENT, negative_prompt: '', images: [], image: null }, SENT],
		[{ seed: -1 }, {}],
		[{}, {}],
	])('%j by %j', (listed, sent) => {
		expect(isSameOrder(listed, sent)).toBe(true);
	});
});

describe('a listed job is another’s', () => {
	it.each<[Record<string, unknown>, Record<string, unknown>]>([
		[{ prompt: 'b', duration: 4 }, SENT],
		[{ prompt: 'a' }, SENT],
		[{ ...SENT, image: 'https://theirs.example/cat.png' }, SENT],
		[{ ...SENT, images: ['https://theirs.example/cat.png'] }, SENT],
		[{ ...SENT, negative_prompt: 'rain' }, SENT],
		[{ ...SENT, style: 'as painted by hand, with a lot of water' }, SENT],
		[{ ...SENT, loras: [{ path: 'theirs', scale: 1 }] }, SENT],
		[{ prompt: 'theirs' }, {}],
		[{ text: 'theirs' }, {}],
		[{ video: 'https://theirs.example/a.mp4' }, {}],
	])('%j for %j', (listed, sent) => {
		expect(isSameOrder(listed, sent)).toBe(false);
	});
});

it('a stranger’s job of the same minute that has all our inputs and a picture besides is named, not taken', async () => {
	const time = new VirtualTime();
	const service = new FakeService(time);
	const run = async (prompts: string[], options = {}) =>
		await attempt({ service, time, store: {}, prompts, ...options });
	await run(['theirs']);
	const [theirs] = service.billed;
	if (theirs) theirs.body = { ...SENT, image: 'https://theirs.example/cat.png' };
	service.submitFaults = ['lostBefore'];
	const [result] = await run(['a']);
	expect(result).toMatchObject({
		kind: 'failed',
		failure: { code: 'submission_unknown', spent: 'maybe' },
	});
	expect(JSON.stringify(result)).toContain('job0');
	expect(service.billed).toHaveLength(1);
});
