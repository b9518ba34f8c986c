/** Longer texts are no times. */
const MAX_LENGTH = 64;

/** The years that ISO 8601 writes with four digits, so that days may be added to any time. */
const LAST = Date.UTC(9999, 0, 1);

/** A date with or without a time, and neither Z nor an offset behind it. */
const WITHOUT_ZONE =
	/^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?)?$/;

/**
 * The one way to read a time from outside.
 *
 * @param zone in which a time without one is meant (IANA name); WaveSpeed's own are UTC
 * @returns milliseconds since 1970; undefined when it is no time, or none of the years 1970 to 9998
 */
export function parseTime(value: unknown, zone = 'UTC'): number | undefined {
	if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
	const local = WITHOUT_ZONE.exec(value.trim());
	return inRange(local ? zoned(local.slice(1), zone) : Date.parse(value));
}

function inRange(ms: number): number | undefined {
	return ms >= 0 && ms < LAST ? ms : undefined;
}

/** A clock's reading in a zone, as milliseconds since 1970. */
function zoned(parts: string[], zone: string): number {
	const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts
		.slice(0, 6)
		.map((part: string | undefined) => Number(part ?? 0));
	const fraction = Number((parts[6] ?? '0').padEnd(3, '0'));
	const asUtc = Date.UTC(y, mo - 1, d, h, mi, s, fraction);
	const real = mo >= 1 && mo <= 12 && new Date(asUtc).getUTCDate() === d && h < 24 && mi < 60;
	if (!real) return NaN;
	if (zone === 'UTC') return asUtc;
	// Twice: the offset at the first guess may be that of the other side of a change of clocks.
	const first = asUtc - offsetAt(asUtc, zone);
	return asUtc - offsetAt(first, zone);
}

/** Milliseconds that a zone's clock is ahead of UTC at an instant. */
function offsetAt(instant: number, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(instant);
	const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
	const [year, month, day] = [of('year'), of('month'), of('day')];
	const clock = Date.UTC(year, month - 1, day, of('hour'), of('minute'), of('second'));
	return clock - Math.floor(instant / 1000) * 1000;
}
