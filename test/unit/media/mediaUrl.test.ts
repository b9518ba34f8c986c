import * as fc from 'fast-check';
import { isPrivateHost, mediaUrlProblem } from '../../../nodes/WaveSpeedVideo/media/mediaUrl';
import { runs } from '../support/runs';

const LIVE = 'https://api.wavespeed.ai';
const opened = (url: string, apiUrl = LIVE) => mediaUrlProblem(url, apiUrl) === undefined;

describe('an address that the service names is not opened', () => {
	it.each([
		// Names.
		...[
			'localhost',
			'localhost.',
			'LOCALHOST',
			'a.localhost',
			'intranet',
			'n8n',
			'redis.',
			'router.lan',
		],
		...['metadata.google.internal', 'metadata.google.internal.', 'host.docker.internal'],
		...['api.default.svc', 'db.prod.svc.cluster.local', 'printer.local', 'nas.home.arpa'],
		...['wiki.corp', 'fritz.home', '1.0.168.192.in-addr.arpa', 'a..b.com'],
		// IPv4, however it is written.
		...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0', '0.0.0.0'],
		...[
			'10.0.0.1',
			'172.16.0.1',
			'172.31.255.255',
			'192.168.1.1',
			'169.254.169.254',
			'100.100.100.200',
		],
		...['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1'],
		...['224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', '127.0.0.1.', '192.88.99.1'],
		// IPv6.
		...[
			'[::]',
			'[::1]',
			'[::127.0.0.1]',
			'[::ffff:127.0.0.1]',
			'[::ffff:a00:1]',
			'[::ffff:8.8.8.8]',
		],
		...['[64:ff9b::7f00:1]', '[64:ff9b::10.0.0.1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]'],
		...['[2002:a00:1::]', '[2001::1]', '[2001:0:7f00:1::]', '[2001:db8::1]', '[3fff::1]'],
		...[
			'[fc00::1]',
			'[fd12:3456::1]',
			'[fe80::1]',
			'[fec0::1]',
			'[feff::1]',
			'[ff02::1]',
			'[100::1]',
		],
	])('https://%s', (host) => {
		expect(opened(`https://${host}/a.mp4`)).toBe(false);
	});

	it.each([
		'http://cdn.wavespeed.ai/a.mp4',
		'ftp://cdn.wavespeed.ai/a.mp4',
		'file:///etc/passwd',
		'data:video/mp4;base64,AAAA',
		'https://user:pass@cdn.wavespeed.ai/a.mp4',
		'https://cdn.wavespeed.ai@127.0.0.1/a.mp4',
		'//cdn.wavespeed.ai/a.mp4',
		'',
		'https://',
		`https://cdn.wavespeed.ai/${'a'.repeat(20_000)}`,
	])('%.60s', (url) => {
		expect(opened(url)).toBe(false);
	});

	it.each([
		'https://d2p7pge43lyniu.cloudfront.net/output/a.mp4',
		'https://static.wavespeed.ai/a.mp4',
		'https://cdn.wavespeed.ai.:443/a.mp4',
		'https://8.8.8.8/a.mp4',
		'https://172.32.0.1/a.mp4',
		'https://[2606:4700::6810:84e5]/a.mp4',
		'https://xn--bcher-kva.example/a.mp4',
		'https://10.example.com/a.mp4',
	])('but %s is', (url) => {
		expect(opened(url)).toBe(true);
	});
});

describe('with an API on loopback', () => {
	it.each(['http://localhost:98', 'http://127.0.0.1:98', 'https://[::1]:98'])(
		'%s loopback addresses are opened, and nothing else',
		(api) => {
			expect(opened('http://127.0.0.1:99/a.mp4', api)).toBe(true);
			expect(opened('http://localhost:99/a.mp4', api)).toBe(true);
			expect(opened('http://192.168.1.1/a.mp4', api)).toBe(false);
			expect(opened('http://169.254.169.254/latest', api)).toBe(false);
			expect(opened('https://cdn.wavespeed.ai/a.mp4', api)).toBe(false);
			expect(opened('file://localhost/etc/passwd', api)).toBe(false);
		},
	);
});

/** Private networks, as [first bytes, bytes that may be anything]. */
const PRIVATE_V4 = fc.oneof(
	...(
		[[10], [127], [0], [192, 168], [169, 254], [198, 18], [198, 19], [192, 0, 0]] as number[][]
	).map((start) =>
		fc
			.array(fc.integer({ min: 0, max: 255 }), {
				minLength: 4 - start.length,
				maxLength: 4 - start.length,
			})
			.map((rest) => [...start, ...rest]),
	),
	fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
	fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), fc.nat(255), fc.nat(255)),
	fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)),
);

const hex = (n: number) => n.toString(16);

it('no private IPv4 address gets through in any spelling', () => {
	fc.assert(
		fc.property(PRIVATE_V4, fc.boolean(), (bytes, dot) => {
			const [a = 0, b = 0, c = 0, d = 0] = bytes;
			const number = ((a * 256 + b) * 256 + c) * 256 + d;
			const high = hex(a * 256 + b);
			const low = hex(c * 256 + d);
			const spellings = [
				`${a}.${b}.${c}.${d}`,
				`${number}`,
				`0x${hex(number)}`,
				`${a}.${b}.${c * 256 + d}`,
				`0${a.toString(8)}.${b}.${c}.${d}`,
				`[::ffff:${a}.${b}.${c}.${d}]`,
				`[::${high}:${low}]`,
				`[64:ff9b::${high}:${low}]`,
				`[2002:${high}:${low}::1]`,
			];
			for (const host of spellings) {
				const dotted = dot && !host.startsWith('[') ? `${host}.` : host;
				expect([dotted, opened(`https://${dotted}/a`)]).toEqual([dotted, false]);
			}
		}),
	);
});

it('every public IPv4 address gets through', () => {
	fc.assert(
		fc.property(fc.ipV4(), (address) => {
			const [a = 0, b = 0, c = 0] = address.split('.').map(Number);
			const special =
				[0, 10, 127].includes(a) ||
				a >= 224 ||
				(a === 100 && b >= 64 && b <= 127) ||
				(a === 169 && b === 254) ||
				(a === 172 && b >= 16 && b <= 31) ||
				(a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))) ||
				(a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
				(a === 203 && b === 0 && c === 113);
			expect(isPrivateHost(address)).toBe(special);
		}),
		{ numRuns: runs(2_000) },
	);
});

it('of IPv6 only global unicast addresses get through', () => {
	fc.assert(
		fc.property(fc.ipV6(), (address) => {
			const host = new URL(`https://[${address}]/`).hostname;
			const first = parseInt(/^\[([0-9a-f]{1,4}):/.exec(host)?.[1] ?? '0', 16);
			if (first < 0x2000 || first > 0x3fff) expect(isPrivateHost(host)).toBe(true);
		}),
		{ numRuns: runs(2_000) },
	);
});

/** (fast-check's own addresses take 80 MB and a second: a table of all of Unicode.) */
const addresses = fc
	.tuple(
		fc.constantFrom('https', 'http'),
		fc.oneof(
			fc.domain(),
			fc.ipV4(),
			fc.ipV6().map((address) => `[${address}]`),
		),
		fc.oneof(
			fc.string().map((text) => encodeURIComponent(text)),
			fc.string(),
		),
	)
	.map(([scheme, host, path]) => `${scheme}://${host}/${path}`);

it('whatever text is an address, it is judged and nothing is thrown', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				addresses,
				fc.string(),
				fc.domain().map((d) => `https://${d}/`),
			),
			(text) => {
				mediaUrlProblem(text, LIVE);
				isPrivateHost(text);
			},
		),
	);
});
