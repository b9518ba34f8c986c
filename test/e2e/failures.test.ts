import { readFile } from 'node:fs/promises';

import { FROM_ITEM } from './generations';
import { expectNoSecrets } from './secrets';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import {
	builtIn,
	chain,
	FAILED,
	GENERATE,
	generating,
	givingItems,
	SAVE,
	saving,
} from '../../dev/world/workflows';

const world = useWorld();

const MODERATED = 'something the moderation refuses';
const HARMLESS = 'a harmless cat';

/** Two items, of which the simulator's moderation refuses the first. */
const twoItems = givingItems([{ prompt: MODERATED }, { prompt: HARMLESS }]);
/** Makes the moderation refuse the one prompt; tells the refused prediction's id afterwards. */
function refuseModerated(): () => string {
	const { simulator } = world();
	simulator.misbehave({
		on: 'job',
		fault: { kind: 'moderated' },
		matching: ({ body }) => JSON.stringify(body).includes(MODERATED),
	});
	return () => {
		const refused = simulator.billed.find(({ inputs }) => inputs['prompt'] === MODERATED);
		if (!refused) throw new Error('The moderated prompt was never submitted');
		return refused.id;
	};
}

test('a duration that the model does not know is refused before anything is bought', async () => {
	const execution = await world().run(
		chain('wrong duration', [
			...givingItems([{ seconds: 4 }, { seconds: 7 }]),
			generating({ ...FROM_ITEM, prompt: 'a cat', duration: '={{ $json.seconds }}' }),
		]),
	);

	expect(execution.status).toBe('error');
	const text = `${execution.error?.message} ${execution.error?.description ?? ''}`;
	expect(text).toMatch(/item 1\b/i);
	expect(text).toMatch(/\b7\b/);
	expect(text).toMatch(/4, 8, 12, 16/);
	expect(world().simulator.billed).toEqual([]);
});

test('a moderated job fails the execution with an error that names the prediction', async () => {
	const refusedId = refuseModerated();

	const execution = await world().run(
		chain('moderated', [
			generating({ ...FROM_ITEM, prompt: MODERATED }),
			saving(world().file('x')),
		]),
	);

	expect(execution.status).toBe('error');
	expect(execution.error?.message).toMatch(/moderat/i);
	expect(`${execution.error?.message} ${execution.error?.description ?? ''}`).toContain(
		refusedId(),
	);
	expect(execution.ran(SAVE)).toBe(false);
});

test('with Continue On Fail the failed item is an error row and the other video arrives', async () => {
	const refusedId = refuseModerated();
	const target = world().file('continued.mp4');

	const execution = await world().run(
		chain('continue', [
			...twoItems,
			generating(FROM_ITEM, 'continueRegularOutput'),
			builtIn('Only Videos', 'filter', 2.2, {
				conditions: {
					options: { caseSensitive: true, typeValidation: 'loose', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: '1',
							leftValue: '={{ $json.id }}',
							rightValue: '',
							operator: { type: 'string', operation: 'exists', singleValue: true },
						},
					],
				},
				options: {},
			}),
			saving(target),
		]),
	);

	expect(execution.status).toBe('success');
	const [failed, video] = execution.items(GENERATE);
	expect(failed?.json['error']).toMatchObject({
		message: expect.stringMatching(/moderat/i),
		predictionId: refusedId(),
	});
	expect(failed?.pairedItem).toEqual({ item: 0 });
	expect(video?.json['prompt']).toBe(HARMLESS);
	expect(video?.pairedItem).toEqual({ item: 1 });
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(video?.json['url']));
});

test('with an error output the failed item leaves by it, with its prediction id', async () => {
	const refusedId = refuseModerated();

	const execution = await world().run(
		chain(
			'error output',
			[...twoItems, generating(FROM_ITEM, 'continueErrorOutput'), saving(world().file('ok.mp4'))],
			builtIn(FAILED, 'noOp', 1),
		),
	);

	expect(execution.status).toBe('success');
	const failed = execution.items(FAILED);
	expect(failed).toHaveLength(1);
	expect(failed[0]?.json['error']).toMatchObject({ predictionId: refusedId() });
	const saved = execution.items(SAVE);
	expect(saved.map(({ json }) => json['prompt'])).toEqual([HARMLESS]);
});

test('a wrong API key fails the execution before anything is bought', async () => {
	world().simulator.misbehave({ on: 'submit', fault: { kind: 'status', status: 401 } });

	const execution = await world().run(
		chain('unauthorized', [generating({ ...FROM_ITEM, prompt: 'a cat' })]),
	);

	expect(execution.status).toBe('error');
	expect(execution.error?.message).toMatch(/key/i);
	expect(world().simulator.billed).toEqual([]);
});

test('the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
