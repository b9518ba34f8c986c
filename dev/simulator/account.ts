import { Refusal } from './answer';
import type { Inputs } from './models';
import type { Prediction } from './predictions';
import type { Settings } from './settings';

/** One generation that was accepted, and so charged. */
export interface BilledGeneration {
	id: string;
	model: string;
	/** What it was billed for: with defaults, without keys that the model does not know. */
	inputs: Inputs;
	/** USD. */
	cost: number;
	/** Milliseconds since 1970. */
	time: number;
	/** A failed job is refunded. It was bought all the same, so it stays in the list. */
	refunded: boolean;
}

/** Cents and their fractions, without the dust of floating point. */
function dollars(amount: number): number {
	return Math.round(amount * 1e6) / 1e6;
}

/** The account: its balance, what was billed, and the limit of submits per minute. */
export class Account {
	readonly billed: BilledGeneration[] = [];
	#windowStart = Date.now();
	#acceptedInWindow = 0;

	constructor(readonly settings: Settings) {}

	/**
	 * Passes when a submit fits into the present window. WaveSpeed docs, "Account levels": the limit
	 * resets each minute; more than it gets 429.
	 *
	 * @throws Refusal 429
	 */
	checkRate(): void {
		const { submitsPerMinute, windowSeconds, sendRetryAfter } = this.settings.account;
		const length = windowSeconds * 1000;
		const sinceStart = Date.now() - this.#windowStart;
		if (sinceStart >= length) {
			this.#windowStart += Math.floor(sinceStart / length) * length;
			this.#acceptedInWindow = 0;
		}
		if (this.#acceptedInWindow < submitsPerMinute) return;
		const wait = Math.ceil((this.#windowStart + length - Date.now()) / 1000);
		const headers: Record<string, string> = sendRetryAfter ? { 'retry-after': String(wait) } : {};
		throw new Refusal(429, 'rate limit exceeded, please try again later', 429, headers);
	}

	/** @throws Refusal 400 with code 1407 when the balance is too low */
	checkBalance(cost: number): void {
		if (cost > this.settings.balance) throw new Refusal(400, 'insufficient credits', 1407);
	}

	/** Charges an accepted generation. */
	charge({ id, requestedModel, inputs, cost, createdAt }: Prediction): void {
		this.#acceptedInWindow += 1;
		this.settings.balance = dollars(this.settings.balance - cost);
		this.billed.push({
			id,
			model: requestedModel,
			inputs,
			cost: dollars(cost),
			time: createdAt,
			refunded: false,
		});
	}

	/** Gives back what a failed job cost. The real service takes up to three hours for it. */
	refund(prediction: Prediction): void {
		const entry = this.billed.find(({ id }) => id === prediction.id);
		if (!entry || entry.refunded) return;
		entry.refunded = true;
		prediction.refunded = true;
		this.settings.balance = dollars(this.settings.balance + entry.cost);
	}

	clear(): void {
		this.billed.length = 0;
		this.#windowStart = Date.now();
		this.#acceptedInWindow = 0;
	}
}
