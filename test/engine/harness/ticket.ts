import { envelope } from './answers';
import { PNG } from './pictures';
import type { Answer, Reaction, Wire } from './wire';

/** The headers that the storage's signature covers. */
export const SIGNED = {
	'Content-Type': 'image/png',
	'If-None-Match': '*',
	'x-amz-meta-owner': 'org7',
};
export const ticketUrl = (wire: Wire) => `${wire.api}/api/v3/media/uploads`;
export const putUrl = (wire: Wire) => `${wire.storage}/bucket/cat?X-Amz-Signature=abc%2F123`;
export const pictureUrl = (wire: Wire) => `${wire.cdn}/media/cat.png`;

/** The answer to a wish to upload a picture: where to PUT it, and where it will be. */
export function ticket(wire: Wire): Answer {
	return {
		body: envelope({
			type: 'image',
			download_url: pictureUrl(wire),
			filename: 'cat.png',
			size: PNG.length,
			upload: {
				method: 'PUT',
				url: putUrl(wire),
				headers: SIGNED,
				expires_at: '2026-11-20T13:00:00Z',
			},
		}),
	};
}

/** One upload in two steps: the ticket from the API, the PUT to the storage. */
export function expectUpload(wire: Wire, put: Reaction = { status: 200 }): void {
	wire.expect('POST', ticketUrl(wire), ticket(wire));
	wire.expect('PUT', putUrl(wire), put);
}
