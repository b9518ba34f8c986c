import * as fc from 'fast-check';
import { parseTime } from '../../../nodes/WaveSpeedVideo/base/time';

const utc = (text: string) => Date.parse(text);

describe('a time from outside', () => {
	it.each([
		['2026-11-20T12:34:56.789Z', '2026-11-20T12:34:56.789Z'],
		['2026-11-20T12:34:56.123456789Z', '2026-11-20T12:34:56.123Z'],
		['2026-11-20T12:34:56+02:00', '2026-11-20T10:34:56Z'],
		['2026-11-20T12:34:56', '2026-11-20T12:34:56Z'],
		['2026-11-20 12:34', '2026-11-20T12:34:00Z'],
		['2026-11-20', '2026-11-20T00:00:00Z'],
	])('%s is %s', (text, expected) => {
		expect(parseTime(text)).toBe(utc(expected));
	});

	it.each([
		'+275760-09-12T00:00:00Z',
		'-000001-01-01T00:00:00Z',
		'9999-12-31T23:59:59Z',
		'2026-02-30',
		'2026-11-20T24:30:00',
		'2026-13-01',
		'soon',
		'',
		'2'.repeat(1_000_000),
		undefined,
		null,
		12,
		{},
		new Date(NaN),
	])('%j is none', (value) => {
		expect(parseTime(value)).toBeUndefined();
	});

	it('can always be written again, with a week more too', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.date().map(String),
					fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
				),
				(text) => {
					const ms = parseTime(text);
					if (ms !== undefined) new Date(ms + 7 * 24 * 3_600_000).toISOString();
				},
			),
		);
	});

	it('without a zone is one of the zone it is meant in', () => {
		expect(parseTime('2026-11-20T12:00:00', 'America/New_York')).toBe(utc('2026-11-20T17:00:00Z'));
		expect(parseTime('2026-07-20T12:00:00', 'Europe/Berlin')).toBe(utc('2026-07-20T10:00:00Z'));
		expect(parseTime('2026-11-20', 'Asia/Kolkata')).toBe(utc('2026-11-19T18:30:00Z'));
		expect(parseTime('2026-11-20T12:00:00Z', 'Asia/Kolkata')).toBe(utc('2026-11-20T12:00:00Z'));
		// Before and after the clocks change in the night.
		expect(parseTime('2026-10-25T01:30:00', 'Europe/Berlin')).toBe(utc('2026-10-24T23:30:00Z'));
		expect(parseTime('2026-10-25T04:00:00', 'Europe/Berlin')).toBe(utc('2026-10-25T03:00:00Z'));
	});
});
