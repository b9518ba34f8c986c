import { Refusal, success } from '../answer';
import type { Route } from '../route';
import type { Service } from '../service';
import { validated } from '../validation';

interface TicketRequest {
	filename: string;
	size: number;
	content_type?: string;
}

const ticketSchema = {
	type: 'object',
	properties: {
		filename: { type: 'string', minLength: 1 },
		size: { type: 'integer', minimum: 1 },
		content_type: { type: 'string' },
	},
	required: ['filename', 'size'],
};

/** First step of an upload: a signed URL to PUT the bytes to. */
export function ticketRoute({ uploads, urls }: Service): Route {
	return {
		method: 'POST',
		url: '/api/v3/media/uploads',
		operation: 'upload',
		handle(request) {
			const body = validated<TicketRequest>(request, ticketSchema, request.body);
			const ticket = uploads.promise(body.filename, body.size, body.content_type);
			return success({
				...uploads.facts(ticket),
				upload: {
					method: 'PUT',
					url: `${urls.cdn}/upload/${ticket.id}?X-Amz-Signature=${ticket.signature}`,
					headers: ticket.headers,
					expires_at: new Date(ticket.expiresAt).toISOString(),
				},
			});
		},
	};
}

/** The older way: one multipart form with the field `file`. */
export function binaryUploadRoute({ uploads, log }: Service): Route {
	return {
		method: 'POST',
		url: '/api/v3/media/upload/binary',
		operation: 'uploadBinary',
		async handle(request) {
			if (!request.isMultipart()) throw new Refusal(400, 'a multipart form is required');
			const part = await request.file();
			if (part?.fieldname !== 'file') throw new Refusal(400, 'missing form field "file"');
			const bytes = await part.toBuffer();
			log.of(request).bodyBytes = bytes.length;
			const ticket = uploads.promise(part.filename, bytes.length, part.mimetype);
			uploads.store(ticket, bytes);
			return success(uploads.facts(ticket));
		},
	};
}
