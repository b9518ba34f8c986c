import { about, accountLevels } from '../../dev/simulator';
import {
	batch,
	errorText,
	expectVideos,
	generatingEach,
	paidIds,
	paidPrompts,
	requestsFor,
	retrying,
	VIDEOS,
} from './generations';
import { looping } from './loop';
import { expectNoSecrets } from './secrets';
import { useStrictWorld } from './useWorld';
import { FAILED, GENERATE, givingItems } from '../../dev/world/workflows';

const world = useStrictWorld();

const TEN = Array.from({ length: 10 }, (_, item) => `scene ${item}`);
/** The item of ten that the moderation refuses. */
const REFUSED = 'scene 3';
const OTHERS = TEN.filter((prompt) => prompt !== REFUSED);

const refuse = (prompt: string) =>
	world().simulator.misbehave({
		on: 'job',
		fault: { kind: 'moderated' },
		matching: about(prompt),
		times: 10,
	});

describe('On a free account (2 submissions a minute, 2 jobs at a time)', () => {
	test.each([
		['tells when to come back', true],
		['does not tell when to come back', false],
	])('ten items work through without a setting when the 429 %s', async (_, sendRetryAfter) => {
		const { simulator } = world();
		// The "minute" of 3 seconds keeps the test short; the node doesn't know its length.
		simulator.settings.account = { ...accountLevels.bronze, windowSeconds: 3, sendRetryAfter };

		const execution = await world().run(batch('free account', TEN));

		expect(execution.error).toBeUndefined();
		await expectVideos(world(), execution, TEN);
		expect(paidPrompts(simulator)).toEqual(TEN);
		const refused = requestsFor(simulator, 'submit').filter(({ status }) => status === 429);
		expect(refused.length).toBeGreaterThan(0);
		// The first storm, and then no more than one refusal for each pause.
		expect(refused.length).toBeLessThan(2 * TEN.length);
	});
});

describe('Ten items of which one is moderated', () => {
	test('with Stop Workflow the others are followed to their end, and the error lists what was paid', async () => {
		const { simulator } = world();
		refuse(REFUSED);

		const execution = await world().run(batch('ten', TEN));

		expect(execution.status).toBe('error');
		expect(execution.error?.message).toMatch(/moderation refused .* \[item 3\]$/);
		expect(paidPrompts(simulator)).toEqual(TEN);
		for (const prompt of TEN) {
			expect(errorText(execution)).toContain(paidIds(simulator, prompt)[0]);
		}
		const urls = simulator.predictions.flatMap(({ outputs }) => outputs);
		expect(urls).toHaveLength(OTHERS.length);
		for (const url of urls) expect(errorText(execution)).toContain(url);
	});

	test('with an error output nine videos leave by the success branch in order, the failed row by the other', async () => {
		const { simulator } = world();
		refuse(REFUSED);

		const execution = await world().run(batch('ten', TEN, { onError: 'continueErrorOutput' }));

		expect(execution.status).toBe('success');
		await expectVideos(world(), execution, OTHERS);
		expect(execution.items(VIDEOS).map(({ json }) => json['prompt'])).toEqual(OTHERS);
		const paired = execution.items(GENERATE).map(({ pairedItem }) => pairedItem);
		expect(paired).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9].map((item) => ({ item })));
		const failed = execution.items(FAILED);
		expect(failed).toHaveLength(1);
		expect(failed[0]?.json['error']).toMatchObject({
			code: 'moderation',
			itemIndex: 3,
			model: 'openai/sora-2/text-to-video-pro',
			predictionId: paidIds(simulator, REFUSED)[0],
			spent: 'refunded',
			status: 'failed',
		});
		expect(paidPrompts(simulator)).toEqual(TEN);
	});

	test('one after another and with Stop Workflow nothing is bought after the failure', async () => {
		refuse(REFUSED);

		const execution = await world().run(batch('ten', TEN, {}, { maxConcurrent: 1 }));

		expect(execution.status).toBe('error');
		expect(paidPrompts(world().simulator)).toEqual(TEN.slice(0, 4));
	});
});

describe('The same prompt', () => {
	const SAME = 'a boat';

	test('in two items buys two videos', async () => {
		const { simulator } = world();

		const execution = await world().run(batch('twins', [SAME, SAME]));

		await expectVideos(world(), execution, [SAME, SAME]);
		const ids = execution.items(GENERATE).map(({ json }) => json['id']);
		expect(ids.sort()).toEqual(paidIds(simulator, SAME).sort());
		expect(new Set(ids).size).toBe(2);
	});

	test('in two rounds of a loop buys two videos, and a retry in the second round buys no third', async () => {
		const { simulator } = world();
		const fault = { kind: 'status', status: 404 } as const;
		simulator.misbehave({ on: 'download', fault, after: 1 });

		const execution = await world().run(
			looping(
				'rounds',
				givingItems([{ prompt: SAME }, { prompt: SAME }]),
				generatingEach(retrying(2)),
			),
		);

		expect(execution.error).toBeUndefined();
		const rounds = execution.runs(GENERATE);
		const ids = rounds.map(({ data }) => data?.['main']?.[0]?.[0]?.json['id']);
		expect(ids).toEqual(simulator.billed.map(({ id }) => id));
		expect(new Set(ids).size).toBe(2);
		expect(requestsFor(simulator, 'download')).toHaveLength(3);
	});
});

test('the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
