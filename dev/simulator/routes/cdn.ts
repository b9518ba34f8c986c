import parseRange from 'range-parser';
import type { FastifyRequest } from 'fastify';
import { textAnswer } from '../answer';
import type { Answer } from '../answer';
import { slice } from '../bytes';
import type { CdnFile } from '../cdnFiles';
import type { HttpFault } from '../faults';
import type { Route } from '../route';
import type { Service } from '../service';

function etagOf(file: CdnFile, fault: HttpFault | undefined): string {
	return fault?.kind === 'changedETag' ? file.etag.replace(/^"/, '"changed-') : file.etag;
}

function ignoresRange(fault: HttpFault | undefined): boolean {
	if (!fault) return false;
	return fault.kind === 'ignoreRange' || ('ignoresRange' in fault && fault.ignoresRange === true);
}

/** The range to answer; undefined when the whole file is wanted. RFC 9110, section 14. */
function rangeOf(
	{ headers }: FastifyRequest,
	file: CdnFile,
	fault: HttpFault | undefined,
): { start: number; end: number } | 'unsatisfiable' | undefined {
	const { range, 'if-range': guard } = headers;
	if (!range || ignoresRange(fault)) return undefined;
	if (guard !== undefined && guard !== etagOf(file, fault)) return undefined;
	const ranges = parseRange(file.bytes.size, range);
	if (ranges === -1) return 'unsatisfiable';
	const [only, ...more] = ranges === -2 || ranges.type !== 'bytes' ? [] : ranges;
	return more.length === 0 ? only : undefined;
}

function fileAnswer(request: FastifyRequest, file: CdnFile, fault: HttpFault | undefined): Answer {
	const { bytes, type } = file;
	const headers = { 'content-type': type, etag: etagOf(file, fault), 'accept-ranges': 'bytes' };
	const range = rangeOf(request, file, fault);
	if (range === 'unsatisfiable') {
		const whole = { 'content-range': `bytes */${bytes.size}` };
		return textAnswer(416, 'text/plain', 'Range Not Satisfiable', whole);
	}
	if (!range) return { status: 200, headers, body: bytes };
	const { start, end } = range;
	return {
		status: 206,
		headers: { ...headers, 'content-range': `bytes ${start}-${end}/${bytes.size}` },
		body: slice(bytes, start, end + 1),
	};
}

/** Outputs and uploaded media. They need no key, and must never be sent one. */
export function cdnRoutes({ files, log, predictions }: Service): Route[] {
	const fileOf = (request: FastifyRequest) => files.get(log.of(request).path);
	return (
		[
			['/output/:name', 'download'],
			['/media/:name', 'media'],
		] as const
	).map(([url, operation]) => ({
		method: ['GET', 'HEAD'],
		url,
		operation,
		predictionOf(request) {
			const id = fileOf(request)?.predictionId;
			return id === undefined ? undefined : predictions.find(id);
		},
		handle(request, fault) {
			const file = fileOf(request);
			if (!file) return textAnswer(404, 'application/xml', '<Error><Code>NoSuchKey</Code></Error>');
			return fileAnswer(request, file, fault);
		},
	}));
}
