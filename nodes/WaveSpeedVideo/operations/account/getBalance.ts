import { eachItem } from '../../items/eachItem';
import type { Operation } from '../operation';
import { readFailure } from '../predictionId';
import { outputItem } from '../../items/results';

export const getBalance: Operation = {
	resource: 'account',
	option: {
		name: 'Get Balance',
		value: 'getBalance',
		action: 'Get account balance',
		description: "Get the account's balance in USD; free",
	},
	fields: () => [],
	run: async (host) =>
		await eachItem(host, async ({ client }, itemIndex) => {
			const answer = await client.getBalance();
			if (answer.kind !== 'ok') return { kind: 'failed', failure: readFailure(answer) };
			return outputItem({ json: { balance: answer.value, currency: 'USD' } }, itemIndex);
		}),
};
