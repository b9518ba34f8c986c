import {
	addresses,
	completedAnswer,
	envelope,
	expectVideo,
	predictionAnswer,
	submitUrl,
	TEXT_MODEL,
} from './harness/answers';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { mp4Bytes } from './harness/mp4';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { networkError, onWire, type Reaction, useWires } from './harness/wire';

useHost();
useWires();
useFastClock();

const parameters = textToVideo();

describe('A submission that is refused', () => {
	const refusals: Array<[string, Reaction, string[]]> = [
		[
			'by an envelope code other than 200 under HTTP 200',
			{ body: envelope(null, 400, 'size is not one of the allowed values') },
			['size is not one of the allowed values'],
		],
		[
			'with HTTP 400 and the name of the field',
			{ status: 400, body: { code: 400, message: 'duration: value 7 is not allowed' } },
			['duration: value 7 is not allowed'],
		],
		[
			'with HTTP 401',
			{ status: 401, body: { code: 401, message: 'Unauthorized' } },
			['key', 'top'],
		],
		[
			'with HTTP 403',
			{ status: 403, body: { code: 403, message: 'Account suspended' } },
			['suspended'],
		],
		[
			'for want of credits',
			{ status: 400, body: { code: 1407, message: 'insufficient credits' } },
			['balance', 'Top up'],
		],
		[
			'because the model is gone',
			{ status: 400, body: { code: 400, message: 'model not found' } },
			['model', 'https://wavespeed.ai/models'],
		],
		[
			'by content moderation',
			{ status: 400, body: { code: 1200, message: 'Content policy violation' } },
			['moderation', 'prompt'],
		],
	];

	test.concurrent.each(refusals)(
		'%s ends the item at once, says why, and that nothing was bought',
		(_how, reaction, says) =>
			onWire(async (wire) => {
				wire.expect('POST', submitUrl(wire, TEXT_MODEL), reaction);
				const run = await runOn(wire, parameters);
				expect(run.status).toBe('error');
				for (const text of says) expect(errorText(run)).toContain(text);
				expect(errorText(run)).toContain('Nothing was bought');
				expect(run.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
			})(),
	);

	test.concurrent(
		'keeps the HTTP status and the service’s own words in the stored error',
		onWire(async (wire) => {
			wire.expect('POST', submitUrl(wire, TEXT_MODEL), {
				status: 403,
				body: { code: 403, message: 'Role viewer may not run models' },
			});
			const run = await runOn(wire, parameters);
			expect(run.error).toMatchObject({ httpCode: '403' });
			expect(JSON.stringify(run.error)).toContain('Role viewer may not run models');
		}),
	);
});

describe('A submission that is accepted', () => {
	test.concurrent(
		'and completed in the same answer needs no poll',
		onWire(async (wire) => {
			const { video } = addresses(wire, 'p1');
			wire.expect('POST', submitUrl(wire, TEXT_MODEL), completedAnswer(wire, 'p1'));
			const body = mp4Bytes('p1');
			wire.expect('GET', video, { body, headers: { 'content-length': String(body.length) } });
			const run = await runOn(wire, parameters);
			expect(run.output[0]?.json).toMatchObject({ id: 'p1', status: 'completed', url: video });
		}),
	);

	test.concurrent(
		'with an id under an odd envelope code is followed: an id is a receipt',
		onWire(async (wire) => {
			const answer = predictionAnswer(wire, { id: 'p1' });
			wire.expect('POST', submitUrl(wire, TEXT_MODEL), {
				body: { ...(answer.body as object), code: 0 },
			});
			wire.expect(
				'GET',
				addresses(wire, 'p1').result,
				completedAnswer(wire, 'p1', { outputs: [addresses(wire, 'p1').video] }),
			);
			const run = await runOn(wire, textToVideo({}, { downloadVideo: false }));
			expect(run.output[0]?.json).toMatchObject({ id: 'p1', status: 'completed' });
		}),
	);
});

describe('A poll', () => {
	const passing: Array<[string, Reaction]> = [
		['HTTP 500', { status: 500, body: 'Internal Server Error' }],
		['HTTP 429', { status: 429, body: { code: 429, message: 'Too many requests' } }],
		['an envelope code of 500 under HTTP 200', { body: envelope(null, 500, 'internal error') }],
		['JSON that breaks off', { body: '{"code":200,"message":"success","data":{"id":"p1","sta' }],
		['a web page', { body: '<html><body>Bad gateway</body></html>' }],
		['a reset connection', networkError('ECONNRESET', 'socket hang up')],
		['a 404 right after the submit', { status: 404, body: { code: 404, message: 'not found' } }],
	];

	test.concurrent.each(passing)('that meets %s is followed by the next one', (_what, reaction) =>
		onWire(async (wire) => {
			const { result, video } = addresses(wire, 'p1');
			wire.expect('POST', submitUrl(wire, TEXT_MODEL), predictionAnswer(wire, { id: 'p1' }));
			wire.expect('GET', result, reaction, completedAnswer(wire, 'p1'));
			const run = await runOn(wire, textToVideo({}, { downloadVideo: false }));
			expect(run.output[0]?.json).toMatchObject({ id: 'p1', url: video });
		})(),
	);

	test.concurrent(
		'that shows a status nobody knows goes on',
		onWire(async (wire) => {
			expectVideo(wire, 'p1', {
				result: predictionAnswer(wire, { id: 'p1', status: 'warming_up' }),
			});
			wire.expect('GET', addresses(wire, 'p1').result, completedAnswer(wire, 'p1'));
			const run = await runOn(wire, parameters);
			expect(run.output[0]?.json).toMatchObject({ id: 'p1', status: 'completed' });
		}),
	);
});

describe('A prediction that ends badly', () => {
	const endings: Array<[string, Parameters<typeof predictionAnswer>[1], string[]]> = [
		[
			'failed by moderation',
			{ id: 'p1', status: 'failed', code: 1200, error: 'content moderation' },
			['moderation', 'Change the prompt'],
		],
		[
			'failed for a picture that could not be loaded',
			{ id: 'p1', status: 'failed', code: 1402, error: 'could not download image' },
			['picture', 'could not download image'],
		],
		[
			'failed at the model',
			{ id: 'p1', status: 'failed', code: 1403, error: 'upstream says no' },
			['upstream says no'],
		],
		['timeout', { id: 'p1', status: 'timeout' }, ['time limit']],
		['cancelled', { id: 'p1', status: 'cancelled' }, ['cancelled at WaveSpeed']],
		['deleted', { id: 'p1', status: 'deleted' }, ['deleted at WaveSpeed']],
		[
			'completed without any output',
			{ id: 'p1', status: 'completed' },
			['as completed', 'no output'],
		],
	];

	test.concurrent.each(endings)('%s: the error tells the cause and the id', (_how, last, says) =>
		onWire(async (wire) => {
			wire.expect('POST', submitUrl(wire, TEXT_MODEL), predictionAnswer(wire, { id: 'p1' }));
			wire.expect('GET', addresses(wire, 'p1').result, predictionAnswer(wire, last));
			wire.allow('GET', addresses(wire, 'p1').result, predictionAnswer(wire, last));
			// Outputs that are missing may come late: that is looked into until the deadline at most.
			const run = await runOn(wire, textToVideo({}, { timeout: 3 }));
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('Prediction p1');
			for (const text of says) expect(errorText(run)).toContain(text);
		})(),
	);

	test.concurrent(
		'with the word “canceled” in its error is stored as a failed execution, not as a stopped one',
		onWire(async (wire) => {
			wire.expect('POST', submitUrl(wire, TEXT_MODEL), predictionAnswer(wire, { id: 'p1' }));
			wire.expect(
				'GET',
				addresses(wire, 'p1').result,
				predictionAnswer(wire, { id: 'p1', status: 'failed', error: 'The job was canceled' }),
			);
			const run = await runOn(wire, parameters);
			expect(run.status).toBe('error');
		}),
	);
});
