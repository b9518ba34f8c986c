import { createHmac, timingSafeEqual } from 'crypto';
import { z } from 'zod';

/** A callback as it came in: what WaveSpeed signed, and what it says of itself. */
export interface Callback {
	/** Lower-case header names. */
	headers: Record<string, unknown>;
	/** The body's bytes as they came, before any parsing. */
	rawBody: Uint8Array;
}

export type SignatureCheck =
	/** @property id of the message (header webhook-id), the same in every repetition of it */
	| { kind: 'genuine'; id: string }
	/** @property why one sentence for the log, without anything that was sent */
	| { kind: 'refused'; why: string };

/** How far a callback's time may be from now, in either direction (WaveSpeed docs, "Verify webhooks"). */
const TOLERANCE_MS = 300_000;

/** The secret's prefix is no part of the key (same page). */
const PREFIX = 'whsec_';

/** Longer headers are none of WaveSpeed's; a signature has 67 characters, an ID some 36. */
const MAX_HEADER = 2_000;

/** `v3,` and a SHA-256 in hexadecimal. */
const SIGNATURE = /(?:^|[\s,])v3,([0-9a-f]{64})(?=$|[\s,])/gi;

/**
 * Whether a callback comes from WaveSpeed: HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{raw
 * body}`, keyed with the secret as text, without its prefix and not decoded (WaveSpeed docs, "Verify
 * webhooks"; this differs from Standard Webhooks). The example on that page doesn't verify, in no
 * reading of it. Of several signatures in the header, as while a secret is replaced, one is enough.
 *
 * @param secret as the API gives it
 * @param now milliseconds since 1970
 */
export function checkSignature(callback: Callback, secret: string, now: number): SignatureCheck {
	const id = header(callback, 'webhook-id');
	const timestamp = header(callback, 'webhook-timestamp');
	const signatures = header(callback, 'webhook-signature');
	if (!id || !timestamp || !signatures) return refused('it is not signed');
	if (!/^\d{1,12}$/.test(timestamp)) return refused('its time is no number of seconds');
	if (Math.abs(now - Number(timestamp) * 1000) > TOLERANCE_MS) {
		return refused('its time is more than five minutes away from now');
	}
	const key = keyOf(secret);
	// Anybody could sign with an empty key.
	if (!key) return refused('there is no secret to verify it with');
	const expected = createHmac('sha256', key)
		.update(`${id}.${timestamp}.`)
		.update(callback.rawBody)
		.digest();
	const given = [...signatures.matchAll(SIGNATURE)].map(([, hex = '']) => Buffer.from(hex, 'hex'));
	// All are compared, so that the time tells nothing.
	const equal = given.filter((signature) => timingSafeEqual(signature, expected));
	return equal.length > 0 ? { kind: 'genuine', id } : refused('its signature is not WaveSpeed’s');
}

const refused = (why: string): SignatureCheck => ({ kind: 'refused', why });

function header({ headers }: Callback, name: string): string | undefined {
	const value = headers[name];
	const text = Array.isArray(value) ? value.join(' ') : value;
	return typeof text === 'string' && text.length <= MAX_HEADER ? text.trim() : undefined;
}

function keyOf(secret: string): string {
	const text = secret.trim();
	return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
}

const secretSchema = z.object({ secret: z.string().min(14).max(200) });

/** The secret of webhook signatures. One that is empty, or very short, would let anybody sign. */
export function readWebhookSecret(data: unknown): string | undefined {
	const parsed = secretSchema.safeParse(data);
	return parsed.success ? parsed.data.secret : undefined;
}
