/**
 * IP addresses that are none of the public internet (IANA IPv4 and IPv6 Special-Purpose Address
 * Registries, RFC 6890).
 */

/** As [first address, bits of the prefix]. */
const NOT_PUBLIC_IPV4: ReadonlyArray<readonly [string, number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	// Shared between providers and their customers (RFC 6598).
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	// Link-local, and the metadata services of clouds.
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.88.99.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	// Multicast, reserved, broadcast.
	['224.0.0.0', 3],
];

/** What is left out of the global unicast addresses, 2000::/3; as [first 32 bits, bits]. */
const NOT_PUBLIC_IPV6: ReadonlyArray<readonly [number, number]> = [
	// Protocol assignments: Teredo, benchmarks, ORCHID.
	[0x20010000, 23],
	[0x20010db8, 32],
	// 6to4: an IPv4 address in disguise, given up by RFC 7526.
	[0x20020000, 16],
	[0x3fff0000, 20],
];

/**
 * Whether a host is an address outside the public internet; undefined when it is a name.
 *
 * @param host in lower case, without brackets
 */
export function isPrivateAddress(host: string): boolean | undefined {
	if (host.includes(':')) {
		const first = firstOfIpv6(host);
		return first === undefined || !isPublicIpv6(first);
	}
	const address = toNumber(host);
	if (address === undefined) return undefined;
	return NOT_PUBLIC_IPV4.some(([start, bits]) => inRange(address, toNumber(start) ?? 0, bits));
}

function inRange(address: number, start: number, bits: number): boolean {
	const size = 2 ** (32 - bits);
	return address >= start && address < start + size;
}

/** Mapped, compatible, NAT64, unique local, site-local, link-local, multicast: not in 2000::/3. */
function isPublicIpv6(first: number): boolean {
	if (!inRange(first, 0x20000000, 3)) return false;
	return !NOT_PUBLIC_IPV6.some(([start, bits]) => inRange(first, start, bits));
}

/** Four numbers; a URL's numeric host always has that form, however it was written (WHATWG URL). */
function toNumber(host: string): number | undefined {
	if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return undefined;
	return host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The first 32 bits of an IPv6 address; undefined when it is none. */
function firstOfIpv6(host: string): number | undefined {
	if (!/^[0-9a-f:.]{2,45}$/.test(host)) return undefined;
	const [before = '', ...rest] = host.split('::');
	if (rest.length > 1) return undefined;
	const groups = before === '' ? [] : before.split(':');
	// With "::" the groups that are not written are zero.
	const [one = '0', two = '0'] = groups;
	return parseInt(one || '0', 16) * 0x10000 + parseInt(two || '0', 16);
}
