import { randomInt } from 'node:crypto';

import type { HttpFault } from '../../dev/simulator';

/** Bytes of each video in these tests. */
export const VIDEO_BYTES = 3_000_000;

/** MB; below the videos, for those that are to be refused for their size. */
const SMALL_CAP = 2;

/** A public host that an outgoing proxy of the tests leads to. */
export const OTHER_HOST = 'videos.example.com';

/** What happens to one item's download: to its first request, its second, … */
export interface Case {
	name: string;
	faults: HttpFault[];
	/** MB; the node's option. */
	maxFileSize?: number;
	/** The error's words, for those that don't end well. */
	error?: RegExp;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Faults at random bytes of each answer, none of them behind the end of the file. */
const cuts = (count: number, cut: (afterBytes: number) => HttpFault): HttpFault[] =>
	upTo(count).map(() => cut(randomInt(1, Math.floor(VIDEO_BYTES / count))));

const redirect = (location: string): HttpFault => ({
	kind: 'status',
	status: 302,
	headers: { location },
});

const always = (fault: HttpFault): HttpFault[] => Array<HttpFault>(50).fill(fault);

/** Downloads that go wrong in between and must be whole in the end. */
export const ENDING_WELL: Case[] = [
	...upTo(5).flatMap((count): Case[] => [
		{
			name: `cut ${count} times`,
			faults: cuts(count, (afterBytes) => ({ kind: 'reset', afterBytes })),
		},
		{
			name: `cut ${count} times by a server that ignores Range`,
			faults: cuts(count, (afterBytes) => ({ kind: 'reset', afterBytes, ignoresRange: true })),
		},
		{
			name: `ended early ${count} times without Content-Length`,
			faults: cuts(count, (afterBytes) => ({ kind: 'truncate', afterBytes, chunked: true })),
		},
		{
			name: `ended early ${count} times without Content-Length and Range`,
			faults: cuts(count, (afterBytes) => ({
				kind: 'truncate',
				afterBytes,
				chunked: true,
				ignoresRange: true,
			})),
		},
	]),
	{
		name: 'closed early under its Content-Length',
		faults: [{ kind: 'truncate', afterBytes: 999 }],
	},
	{ name: 'cut before the container shows', faults: [{ kind: 'reset', afterBytes: 5 }] },
	{ name: 'announced too long', faults: [{ kind: 'contentLength', offBy: 1000 }] },
	{ name: 'announced too short', faults: [{ kind: 'contentLength', offBy: -1000 }] },
	{ name: 'empty at first', faults: [{ kind: 'empty' }] },
	{ name: 'unavailable at first', faults: [{ kind: 'status', status: 503 }] },
	{
		name: 'changed between two requests',
		faults: [{ kind: 'reset', afterBytes: 500_000 }, { kind: 'changedETag' }],
	},
	// These two take the minute that the node gives a silent connection.
	{ name: 'stalled in the middle', faults: [{ kind: 'stall', afterBytes: 1_000_000 }] },
	{ name: 'not answered at first', faults: [{ kind: 'stall' }] },
	{ name: 'delivered slowly', faults: [{ kind: 'slow', bytesPerSecond: 600_000 }] },
];

/** Downloads that fail for good. */
export const ENDING_BADLY: Case[] = [
	{ name: 'a web page', faults: always({ kind: 'html' }), error: /no video/ },
	{
		name: 'gone',
		faults: always({ kind: 'status', status: 404 }),
		error: /HTTP 404/,
	},
	{ name: 'always empty', faults: always({ kind: 'empty' }), error: /ended early/ },
	{
		name: 'redirected to a private address',
		faults: always(redirect('https://10.0.0.1/video.mp4')),
		error: /away from this machine/,
	},
	{
		name: 'redirected to the cloud’s metadata',
		faults: always(redirect('http://169.254.169.254/latest/meta-data')),
		error: /away from this machine/,
	},
	{
		name: 'redirected in circles',
		faults: always(redirect('?again')),
		error: /redirects/,
	},
	{ name: 'larger than the cap', faults: [], maxFileSize: SMALL_CAP, error: /Max File Size/ },
	{
		name: 'larger than the cap, unannounced',
		faults: [{ kind: 'truncate', afterBytes: VIDEO_BYTES, chunked: true }],
		maxFileSize: SMALL_CAP,
		error: /Max File Size/,
	},
];
