import {
	addresses,
	completedAnswer,
	envelope,
	listUrl,
	submitUrl,
	TEXT_MODEL,
} from './harness/answers';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { networkError, onWire, type Reaction, useWires, type Wire } from './harness/wire';

/**
 * The POST that costs money. WaveSpeed has no idempotency key, and its own SDKs send it at most
 * once, because a lost answer may still be a billed task (wavespeed-python, api/client.py).
 */
useHost();
useWires();
useFastClock();

const submits = (wire: Wire) => wire.to('POST', submitUrl(wire, TEXT_MODEL));

/** What `textToVideo()` asks for. */
const INPUTS = { prompt: 'A paper boat on a rainy street', size: '720*1280', duration: 4 };

/** Whether the service has taken the job whose answer is lost, as its list of predictions tells. */
function lists(wire: Wire, ids: string[], inputs?: object): void {
	const items = ids.map((id) => ({
		id,
		model: TEXT_MODEL,
		status: 'processing',
		outputs: [],
		created_at: new Date().toISOString(),
		...(inputs ? { inputs } : {}),
	}));
	wire.allow('POST', listUrl(wire), { body: envelope({ page: 1, items }) });
}

const lost: Array<[string, Reaction]> = [
	['HTTP 500', { status: 500, body: { code: 500, message: 'internal error' } }],
	['HTTP 502 with a web page', { status: 502, body: '<html>Bad gateway</html>' }],
	['HTTP 504', { status: 504, body: '' }],
	['an envelope code of 500 under HTTP 200', { body: envelope(null, 500, 'internal') }],
	['JSON that breaks off', { body: '{"code":200,"message":"success","data":{"id' }],
	['a success without an id', { body: envelope({ status: 'created' }) }],
	['a reset connection', networkError('ECONNRESET', 'socket hang up')],
	['a time-out', networkError('ECONNABORTED', 'timeout of 120000ms exceeded')],
	['a connection that times out', networkError('ETIMEDOUT')],
	['a broken pipe', networkError('EPIPE', 'write EPIPE')],
];

describe('A submission', () => {
	test.concurrent.each(lost)(
		'answered by %s is not sent again: the job it started is found and followed',
		(_what, reaction) =>
			onWire(async (wire) => {
				wire.expect('POST', submitUrl(wire, TEXT_MODEL), reaction);
				lists(wire, ['p1'], INPUTS);
				wire.expect('GET', addresses(wire, 'p1').result, completedAnswer(wire, 'p1'));
				const run = await runOn(wire, textToVideo({}, { downloadVideo: false }));
				expect(run.output[0]?.json).toMatchObject({ id: 'p1', status: 'completed' });
				expect(submits(wire)).toHaveLength(1);
			})(),
	);

	test.concurrent.each([
		['no recent prediction can be it', []],
		['one recent prediction can be it and nothing proves it', ['p1']],
		['two recent predictions can be it', ['p1', 'p2']],
	])(
		'whose answer is lost is not sent again when %s, and the error says what it may have cost',
		(_what, ids) =>
			onWire(async (wire) => {
				wire.expect('POST', submitUrl(wire, TEXT_MODEL), { status: 500, body: 'oops' });
				lists(wire, ids);
				const run = await runOn(wire, textToVideo());
				expect(run.status).toBe('error');
				expect(submits(wire)).toHaveLength(1);
				expect(errorText(run)).toContain('HTTP 500');
				expect(errorText(run)).toContain('Money may have been spent');
				expect(errorText(run)).toContain('Lost Submission');
				for (const id of ids) expect(errorText(run)).toContain(id);
			})(),
	);

	const refused: Array<[number, string]> = [
		[400, 'bad parameter'],
		[401, 'Unauthorized'],
		[402, 'Payment required'],
		[403, 'Forbidden'],
		[404, 'model not found'],
		[413, 'Payload too large'],
		[422, 'Unprocessable'],
	];

	test.concurrent.each(refused)('refused with HTTP %i is not sent again', (status, message) =>
		onWire(async (wire) => {
			wire.expect('POST', submitUrl(wire, TEXT_MODEL), { status, body: { code: status, message } });
			const run = await runOn(wire, textToVideo());
			expect(run.status).toBe('error');
			expect(submits(wire)).toHaveLength(1);
		})(),
	);

	test.concurrent.each([301, 307, 308])(
		'answered by a redirect (HTTP %i) does not follow it: key and order stay with the host',
		(status) =>
			onWire(async (wire) => {
				wire.expect('POST', submitUrl(wire, TEXT_MODEL), {
					status,
					headers: { location: `${wire.cdn}/api/v3/${TEXT_MODEL}` },
				});
				const run = await runOn(wire, textToVideo());
				expect(run.status).toBe('error');
				expect(submits(wire)).toHaveLength(1);
				expect(errorText(run)).toContain('redirect');
			})(),
	);
});
