import { z } from 'zod';

/** A URL longer than this is none (browsers and CDNs end at 8 to 64 KB). */
const MAX_URL = 16_000;

const url = z.string().max(MAX_URL).url();

const uploadTicketSchema = z.object({
	download_url: url,
	upload: z.object({
		method: z.string().nullish(),
		url,
		headers: z.record(z.string(), z.string()).nullish(),
	}),
});

const uploadedSchema = z.object({ download_url: url });

export type UploadTicket = z.infer<typeof uploadTicketSchema>;

/** The answer to an upload request: where to PUT the file, and the URL it will have. */
export function readUploadTicket(data: unknown): UploadTicket | undefined {
	const parsed = uploadTicketSchema.safeParse(data);
	return parsed.success ? parsed.data : undefined;
}

/** The answer to a multipart upload: the URL that the file has. */
export function readUploadedUrl(data: unknown): string | undefined {
	const parsed = uploadedSchema.safeParse(data);
	return parsed.success ? parsed.data.download_url : undefined;
}
