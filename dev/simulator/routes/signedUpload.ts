import type { FastifyRequest } from 'fastify';
import { textAnswer } from '../answer';
import type { Answer } from '../answer';
import type { Route } from '../route';
import type { Service } from '../service';
import type { Ticket } from '../uploads';

/** Refusals as an S3-compatible store words them. */
function storeError(status: number, code: string, message: string): Answer {
	const text = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
	return textAnswer(status, 'application/xml', text);
}

/** What is wrong with the request, if anything is. */
function objection(request: FastifyRequest, ticket: Ticket | undefined): Answer | undefined {
	const { headers, query, body } = request;
	const signature = (query as Record<string, string>)['X-Amz-Signature'];
	if (headers.authorization !== undefined) {
		return storeError(400, 'InvalidArgument', 'Only one auth mechanism allowed');
	}
	if (!ticket || ticket.signature !== signature || Date.now() > ticket.expiresAt) {
		return storeError(403, 'AccessDenied', 'Request has expired or is not signed');
	}
	const changed = Object.entries(ticket.headers).find(
		([name, value]) => headers[name.toLowerCase()] !== value,
	);
	if (changed) return storeError(403, 'SignatureDoesNotMatch', `Signed header ${changed[0]}`);
	if (headers['content-length'] === undefined) {
		return storeError(411, 'MissingContentLength', 'Content-Length is required');
	}
	if (ticket.used) return storeError(412, 'PreconditionFailed', 'The object exists');
	if (!Buffer.isBuffer(body) || body.length !== ticket.size) {
		return storeError(400, 'BadRequest', `Expected ${ticket.size} bytes`);
	}
	return undefined;
}

/** Second step of an upload: the bytes, to the store behind the CDN, without the API key. */
export function signedUploadRoute({ uploads }: Service): Route {
	return {
		method: 'PUT',
		url: '/upload/:id',
		operation: 'uploadPut',
		handle(request) {
			const ticket = uploads.find((request.params as { id: string }).id);
			const refused = objection(request, ticket);
			if (refused || !ticket) return refused ?? storeError(404, 'NoSuchKey', 'Unknown upload');
			uploads.store(ticket, request.body as Buffer);
			return textAnswer(200, 'text/plain', '');
		},
	};
}
