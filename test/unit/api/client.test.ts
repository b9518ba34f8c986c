import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import type { ApiAnswer, NoAnswer } from '../../../nodes/WaveSpeedVideo/api/http';

const client = (answer: ApiAnswer | NoAnswer) => createClient(async () => answer, Date.now);
const answered = (status: number, body: unknown, headers = {}): ApiAnswer => ({
	kind: 'answer',
	status,
	headers,
	body,
});
const submit = async (answer: ApiAnswer | NoAnswer) => await client(answer).submit('a/b', {});
const prediction = { id: 'abc', status: 'created', model: 'a/b' };

describe('a submit', () => {
	it('with an id in its answer is accepted, whatever code stands around it', async () => {
		for (const code of [200, 0, 5004, '200', undefined, null]) {
			const result = await submit(answered(200, { code, message: '', data: prediction }));
			expect(result).toMatchObject({ kind: 'accepted', prediction: { id: 'abc' } });
		}
	});

	it.each([
		[400, 'size must be one of', undefined, 'invalid_input'],
		[400, 'model not found', undefined, 'model_not_found'],
		[400, 'insufficient credits', 1407, 'insufficient_balance'],
		[400, 'content policy violation', undefined, 'moderation'],
		[401, 'unauthorized', undefined, 'key_refused'],
		[402, 'pay', undefined, 'insufficient_balance'],
		[403, 'suspended', undefined, 'account_refused'],
		[302, '', undefined, 'refused'],
	])(
		'answered with HTTP %s "%s" (code %s) is refused as %s: nothing bought',
		async (status, message, code, expected) => {
			const result = await submit(answered(status, { code: code ?? status, message }));
			expect(result).toMatchObject({
				kind: 'refused',
				failure: { code: expected, spent: 'no', httpStatus: status },
			});
		},
	);

	it('refused by the envelope under HTTP 200 is refused', async () => {
		const result = await submit(answered(200, { code: 1407, message: 'insufficient credits' }));
		expect(result).toMatchObject({ kind: 'refused', failure: { code: 'insufficient_balance' } });
	});

	it('answered with 429 may be tried again, after Retry-After', async () => {
		const result = await submit(answered(429, {}, { 'retry-after': '12' }));
		expect(result).toMatchObject({ kind: 'notNow', retryAfterMs: 12_000 });
	});

	it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])(
		'that never reached the service (%s) may be tried again',
		async (code) => {
			const result = await submit({ kind: 'noAnswer', maybeSent: false, code, message: '' });
			expect(result).toMatchObject({ kind: 'notNow', failure: { code: 'unreachable' } });
		},
	);

	it('with a lost or senseless answer is of unknown fate', async () => {
		const answers: Array<ApiAnswer | NoAnswer> = [
			{ kind: 'noAnswer', maybeSent: true, code: 'ECONNRESET', message: '' },
			answered(500, { code: 500, message: 'oops' }),
			answered(504, '<html>'),
			answered(408, {}),
			answered(200, '<html>'),
			answered(200, { code: 200, message: 'success', data: null }),
			answered(200, { code: 200, message: 'success', data: { status: 'created' } }),
			answered(200, { code: 500, message: 'oops' }),
		];
		for (const answer of answers) expect(await submit(answer)).toMatchObject({ kind: 'unknown' });
	});
});

describe('a check', () => {
	it.each([408, 425, 429, 500, 502, 503, 504])('answered with HTTP %s may pass', async (status) => {
		expect(await client(answered(status, {})).getPrediction('abc')).toMatchObject({
			kind: 'transient',
			httpStatus: status,
		});
	});

	it.each([400, 401, 403, 404])('answered with HTTP %s is final', async (status) => {
		expect(await client(answered(status, {})).getPrediction('abc')).toMatchObject({
			kind: 'refused',
			failure: { httpStatus: status },
		});
	});

	it('with a body that makes no sense may pass', async () => {
		for (const body of [
			'{"code":200,',
			'',
			null,
			{ data: {} },
			{ data: { id: 'a b', status: 'x' } },
		]) {
			expect(await client(answered(200, body)).getPrediction('abc')).toMatchObject({
				kind: 'transient',
			});
		}
	});
});

it('a list leaves out what makes no sense and keeps the inputs where given', async () => {
	const items = [{ ...prediction, inputs: { prompt: 'x' } }, { nonsense: true }, prediction];
	const result = await client(answered(200, { code: 200, data: { items } })).listPredictions({
		model: 'a/b',
		createdAfter: 0,
		createdBefore: 1,
	});
	expect(result).toMatchObject({
		kind: 'ok',
		value: {
			predictions: [
				{ prediction: { id: 'abc' }, inputs: { prompt: 'x' } },
				{ prediction: { id: 'abc' } },
			],
			length: 3,
		},
	});
});

describe('the secret of callbacks', () => {
	const secretOf = async (data: unknown) =>
		await client(answered(200, { code: 200, message: 'success', data })).getWebhookSecret();

	it('is what the service gives', async () => {
		expect(await secretOf({ secret: 'whsec_0123456789' })).toEqual({
			kind: 'ok',
			value: 'whsec_0123456789',
		});
	});

	it.each([[{}], [{ secret: '' }], [{ secret: 'whsec_' }], [{ secret: 5 }], [null], ['whsec_012']])(
		'is none when it is %j: anybody could sign with it',
		async (data) => {
			expect(await secretOf(data)).toMatchObject({ kind: 'transient' });
		},
	);
});
