import { z } from 'zod';

/** A number, also one that came as a text; undefined when it is none. */
export function toNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A number of an answer's data, by its name. */
export function readNumber(data: unknown, name: string): number | undefined {
	const parsed = z.record(z.string(), z.unknown()).safeParse(data);
	return parsed.success ? toNumber(parsed.data[name]) : undefined;
}

/** USD. A discounted price of nothing is none (WaveSpeed's own command line reads it so). */
export function readPrice(data: unknown): number | undefined {
	const discounted = readNumber(data, 'discounted_price') ?? 0;
	return discounted > 0 ? discounted : readNumber(data, 'price');
}
