/** What a job is about, when its length in time is asked for. */
export interface JobRequest {
	model: string;
	inputs: Record<string, unknown>;
}

/** Limits of an account. WaveSpeed docs, "Account levels". */
export interface AccountLimits {
	/** Submits accepted per window; the next one gets a 429. */
	submitsPerMinute: number;
	/** Jobs that run at once; further ones wait as `created`. */
	concurrency: number;
	/** Length of the "minute", so that a test need not wait for a real one. */
	windowSeconds: number;
	/** Whether a 429 says when the window ends. No document promises that header. */
	sendRetryAfter: boolean;
}

/** The knobs of a running simulator. Change them at any time; they count from the next request. */
export interface Settings {
	/** How long a job takes, of which a tenth (half a second at most) is spent waiting. */
	jobSeconds: number | ((job: JobRequest) => number);
	/** USD. Billing takes from it, a refund gives back. */
	balance: number;
	account: AccountLimits;
	/** Further keys of the same account. */
	moreApiKeys: string[];
	/** Grow each output to this many bytes (up to 4 GiB); undefined = as encoded. */
	outputBytes?: number;
	/**
	 * Whether each video shows its prompt's first words, in colours and with a sound of its own. For
	 * people who look; every prompt costs an encoding.
	 */
	captions: boolean;
	/** Whether the list of predictions shows their inputs: official clients disagree. */
	listInputs: 'never' | 'whenAsked' | 'always';
	/** What callbacks are signed with. */
	webhookSecret: string;
	/** Until this settles nobody is called for a job that has ended; a fault may hold it back further. */
	beforeCallback(about: { url: string; predictionId: string }): Promise<void>;
}

/** Free accounts, and those after a one-time top-up of 100 USD. */
export const accountLevels = {
	bronze: { submitsPerMinute: 2, concurrency: 2 },
	silver: { submitsPerMinute: 500, concurrency: 300 },
} as const;

export function defaultSettings(): Settings {
	return {
		jobSeconds: 1,
		balance: 1000,
		moreApiKeys: [],
		account: {
			submitsPerMinute: Infinity,
			concurrency: Infinity,
			windowSeconds: 60,
			sendRetryAfter: false,
		},
		captions: false,
		listInputs: 'whenAsked',
		webhookSecret: 'whsec_simulator0123456789abcdef',
		beforeCallback: async () => undefined,
	};
}
