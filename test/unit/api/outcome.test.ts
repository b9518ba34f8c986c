import { readPrediction } from '../../../nodes/WaveSpeedVideo/api/schemas';
import type { Failure } from '../../../nodes/WaveSpeedVideo/api/failure';
import { describeFailure } from '../../../nodes/WaveSpeedVideo/api/failure';
import { readOutcome } from '../../../nodes/WaveSpeedVideo/api/outcome';

const outcomeOf = (data: object) => {
	const prediction = readPrediction({ id: 'abc', ...data });
	if (!prediction) throw new Error('Not a prediction');
	return readOutcome(prediction);
};
const failureOf = (data: object): Failure => {
	const outcome = outcomeOf(data);
	if (outcome.kind !== 'failed') throw new Error(`Not a failure but ${outcome.kind}`);
	return outcome.failure;
};

describe('a completed prediction', () => {
	it.each([
		['an array of URLs', ['https://cdn/a.mp4']],
		['a string, as one table of the model page says', 'https://cdn/a.mp4'],
		['objects with a URL', [{ url: 'https://cdn/a.mp4' }]],
	])('gives its video when outputs are %s', (_, outputs) => {
		expect(readPrediction({ id: 'abc', status: 'completed', outputs })?.outputs).toEqual([
			{ kind: 'file', url: 'https://cdn/a.mp4' },
		]);
		expect(outcomeOf({ status: 'completed', outputs })).toEqual({ kind: 'completed' });
	});

	it('without outputs is a failure that says that it was paid', () => {
		for (const outputs of [[], null, '', undefined]) {
			expect(failureOf({ status: 'completed', outputs })).toMatchObject({
				code: 'no_output',
				spent: 'yes',
			});
		}
	});
});

describe('a failed prediction', () => {
	it.each([
		[1200, 'flagged', 'moderation', true],
		[undefined, 'content policy violation', 'moderation', true],
		[1400, 'prompt missing', 'invalid_input', true],
		[1401, 'bad size', 'invalid_input', true],
		[1402, 'image could not be downloaded', 'media_not_reachable', true],
		[1403, 'execution failed', 'generation_failed', false],
		[1405, 'task failed', 'generation_failed', false],
		[5000, 'internal', 'generation_failed', false],
		[5003, 'unavailable', 'provider_unavailable', false],
	])('with code %s (%s) is told as %s', (code, error, expected, lasting) => {
		const failure = failureOf({ status: 'failed', code, error });
		expect(failure).toMatchObject({ code: expected, lasting, predictionId: 'abc' });
		expect(failure.spent).toBe('refunded');
	});

	it('keeps WaveSpeed’s words, without control characters and not endless', () => {
		const failure = failureOf({
			status: 'failed',
			code: 5000,
			error: `a\u0000b${'x'.repeat(900)}`,
		});
		expect(failure.apiMessage).toMatch(/^a b/);
		expect(failure.apiMessage?.length).toBeLessThanOrEqual(500);
	});

	it('never contains the spelling that makes n8n take an error for a stopped execution', () => {
		const failures = [
			failureOf({ status: 'canceled' }),
			failureOf({ status: 'failed', code: 5000, error: 'Job canceled by upstream' }),
		];
		for (const failure of failures) {
			expect(JSON.stringify(failure) + describeFailure(failure)).not.toMatch(/canceled/i);
		}
	});
});

it.each(['created', 'processing', 'pending', 'queued', 'something new'])(
	'a prediction with status "%s" is waited for',
	(status) => {
		expect(outcomeOf({ status })).toEqual({ kind: 'running' });
	},
);
