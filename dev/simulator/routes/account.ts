import { success } from '../answer';
import type { Route } from '../route';
import type { Service } from '../service';

/** WaveSpeed docs, "Balance": USD. */
export function balanceRoute({ settings }: Service): Route {
	return {
		method: 'GET',
		url: '/api/v3/balance',
		operation: 'balance',
		handle: () => success({ balance: settings.balance }),
	};
}

/** The secret that the simulator hands out for webhook signatures. */
const webhookSecret = 'whsec_simulator0123456789abcdef';

/** WaveSpeed docs, "Verify webhooks". */
export function webhookSecretRoute(): Route {
	return {
		method: 'GET',
		url: '/api/v3/webhook/secret',
		operation: 'webhookSecret',
		handle: () => success({ secret: webhookSecret }),
	};
}
