import { checkSignature } from '../../../nodes/WaveSpeedVideo/api/webhookSignature';

/** Made with `openssl dgst -sha256 -hmac KEY` over `{id}.{timestamp}.{body}`. */
const vectors = [
	{
		name: 'a finished prediction, with letters beyond ASCII',
		secret: 'whsec_4f1c9a7be2d84c6d90aa31f0c0ffee42',
		id: 'msg_2f9c1e0b7a',
		body: Buffer.from(
			'{"id":"9f86d081884c7d659a2feaa0c55ad015","status":"completed","outputs":["https://cdn.example/ü.mp4"]}',
		),
		hex: 'c544490194ba962a51adf9422fe78c98b8181efa12b4781906023d2e761134a8',
	},
	{
		name: 'an empty body',
		secret: 'whsec_4f1c9a7be2d84c6d90aa31f0c0ffee42',
		id: 'msg_empty',
		body: Buffer.alloc(0),
		hex: '1779b1da0e5ecef6c656d55a1ee2a5ab047ded8b102516322e0fc05b5502c2b1',
	},
	{
		name: 'bytes that are no text, with a key that looks like base64 and stays text',
		secret: 'whsec_c2VjcmV0LWluLWJhc2U2NA==',
		id: 'msg_bytes',
		body: Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80]),
		hex: '1562ad9fc7a59533f43dfbff4904605e8fb3db300be774a9bd6983c987df12db',
	},
];

const SECONDS = 1_795_700_000;
const NOW = SECONDS * 1000;
const [first] = vectors;
if (!first) throw new Error('No vectors');

const callback = (
	{ id, hex, body }: { id: string; hex: string; body: Buffer } = first,
	headers: Record<string, unknown> = {},
) => ({
	headers: {
		'webhook-id': id,
		'webhook-timestamp': String(SECONDS),
		'webhook-signature': `v3,${hex}`,
		...headers,
	},
	rawBody: body,
});

const check = (headers: Record<string, unknown> = {}, secret = first.secret, now = NOW) =>
	checkSignature(callback(first, headers), secret, now);

describe('a callback is genuine', () => {
	it.each(vectors)('as OpenSSL signs it: $name', (vector) => {
		expect(checkSignature(callback(vector), vector.secret, NOW)).toEqual({
			kind: 'genuine',
			id: vector.id,
		});
	});

	it.each([
		['the secret comes without its prefix', {}, first.secret.slice('whsec_'.length)],
		['the secret has white space around it', {}, ` ${first.secret}\n`],
		['one of several signatures is right', { 'webhook-signature': several(' ') }, first.secret],
		['they are parted by commas', { 'webhook-signature': several(', ') }, first.secret],
		['the header came several times', { 'webhook-signature': several(' ').split(' ') }, undefined],
		['it is written in capitals', { 'webhook-signature': capitals() }, first.secret],
	])('when %s', (_name, headers, secret) => {
		expect(check(headers, secret ?? first.secret)).toEqual({ kind: 'genuine', id: first.id });
	});

	it.each([-300, 300])('within five minutes of its time: %s s', (seconds) => {
		expect(check({}, first.secret, NOW + seconds * 1000).kind).toBe('genuine');
	});
});

describe('a callback is refused', () => {
	it.each([
		['another secret', {}, 'whsec_4f1c9a7be2d84c6d90aa31f0c0ffee43'],
		['an empty secret', {}, 'whsec_'],
		['another id', { 'webhook-id': 'msg_2f9c1e0b7b' }, first.secret],
		['another time', { 'webhook-timestamp': String(SECONDS + 1) }, first.secret],
		['a time of nonsense', { 'webhook-timestamp': '1795700000.5' }, first.secret],
		['an earlier version', { 'webhook-signature': `v1,${first.hex}` }, first.secret],
		['half a signature', { 'webhook-signature': `v3,${first.hex.slice(0, 32)}` }, first.secret],
		['a longer signature', { 'webhook-signature': `v3,${first.hex}00` }, first.secret],
		['no signature', { 'webhook-signature': undefined }, first.secret],
		['no id', { 'webhook-id': undefined }, first.secret],
		['no time', { 'webhook-timestamp': undefined }, first.secret],
		['a header of a megabyte', { 'webhook-signature': 'v3,'.repeat(400_000) }, first.secret],
		['headers that are no text', { 'webhook-id': { a: 1 } }, first.secret],
	])('with %s, and the reason tells nothing of it', (_name, headers, secret) => {
		const checked = check(headers, secret);
		expect(checked.kind).toBe('refused');
		expect(JSON.stringify(checked)).not.toMatch(/whsec|msg_|4f1c9a7b|c544490/);
	});

	it.each([-301, 301])('more than five minutes away from its time: %s s', (seconds) => {
		expect(check({}, first.secret, NOW + seconds * 1000).kind).toBe('refused');
	});

	it('when one byte of its body is another', () => {
		for (let at = 0; at < first.body.length; at++) {
			const body = Buffer.from(first.body);
			body[at] = (body[at] ?? 0) ^ 1;
			expect(checkSignature(callback({ ...first, body }), first.secret, NOW).kind).toBe('refused');
		}
	});

	it('when its body is the same JSON in other bytes', () => {
		const body = Buffer.from(JSON.stringify(JSON.parse(first.body.toString()), null, 1));
		expect(checkSignature(callback({ ...first, body }), first.secret, NOW).kind).toBe('refused');
	});
});

function several(separator: string): string {
	return [`v3,${'0'.repeat(64)}`, `v1,abc`, `v3,${first?.hex}`].join(separator);
}

function capitals(): string {
	return `v3,${first?.hex.toUpperCase()}`;
}
