import type { IDataObject } from 'n8n-workflow';
import type { BillingEntry } from '../../api/billing';
import { ParameterError } from '../../base/parameterError';
import { shown } from '../../base/shown';
import { escapeHtml } from '../../base/text';
import { showFor } from '../../fields/display';
import { eachItem } from '../../items/eachItem';
import type { ItemResult } from '../../items/results';
import { outputItem } from '../../items/results';
import type { Session } from '../../items/session';
import type { Operation } from '../operation';
import { checkPredictionId, readFailure } from '../predictionId';
import type { Bill, BillFilter } from './bills';
import { openBills, readBillFilter } from './bills';
import type { Compared } from './compareCost';
import { compareCost, compareSums } from './compareCost';
import type { UsageBy } from './usage';
import { countsOf, sumUsage } from './usage';
import { usageFields } from './usageFields';

const SUMS: readonly string[] = ['total', 'day', 'key', 'model', 'prediction'] satisfies UsageBy[];

/** What was really billed, beside the estimates that the other operations give. */
export const getUsage: Operation = {
	resource: 'account',
	option: {
		name: 'Get Usage',
		value: 'getUsage',
		action: 'Get account usage',
		description:
			'Get what WaveSpeed has really billed and returned: in all, by day, key, model or prediction, or beside the estimates of the input items',
	},
	fields: (place) => showFor(place, usageFields),
	run: async (host) => {
		let bills: Bill | undefined;
		let now: number | undefined;
		const compared: Compared[] = [];
		const rows = await eachItem(host, async (session, itemIndex) => {
			bills ??= openBills(session);
			now ??= session.runtime.now();
			const given = host.parameter('usageFilters', itemIndex, {}) as Record<string, unknown>;
			const filter = readBillFilter(given, now);
			const by = String(host.parameter('usageBy', itemIndex, 'total'));
			// Before anything is asked for, so that a wrong one costs no request.
			const id =
				by === 'item' ? checkPredictionId(host.parameter('usagePredictionId', itemIndex)) : '';
			if (by !== 'item' && !SUMS.includes(by)) {
				throw new ParameterError(`Split By ${shown(by)} is not known`);
			}
			const bill = await bills(filter);
			if (bill.kind !== 'ok') return { kind: 'failed', failure: readFailure(bill) };
			if (by !== 'item') return await sums(session, itemIndex, by as UsageBy, bill.value, filter);
			const estimate = host.parameter('usageEstimate', itemIndex, '');
			const row = compareCost(bill.value, id, estimate);
			compared.push(row);
			return outputItem({ json: { ...row, currency: 'USD', ...periodOf(filter) } }, itemIndex);
		});
		if (compared.length === 0) return rows;
		const totals = compareSums(compared);
		return rows.map((row) =>
			'billed' in row.json ? { ...row, json: { ...row.json, ...totals } } : row,
		);
	},
};

const periodOf = ({ from, to }: BillFilter) => ({
	from: new Date(from).toISOString(),
	to: new Date(to).toISOString(),
});

async function sums(
	{ host, client }: Session,
	itemIndex: number,
	by: UsageBy,
	entries: readonly BillingEntry[],
	filter: BillFilter,
): Promise<ItemResult> {
	// The statistics know no keys, and no single predictions.
	const isCounted = ['total', 'day', 'model'].includes(by) && !filter.key;
	const stats = isCounted ? await client.getUsageStats(filter) : undefined;
	if (stats && stats.kind !== 'ok') {
		host.hint({
			message: `The bill is complete, but WaveSpeed's statistics could not be read: ${escapeHtml(readFailure(stats).message)}`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	const items = sumUsage(entries, by).map((usage) => ({
		json: {
			...usage,
			...(stats?.kind === 'ok' ? countsOf(usage, by, stats.value) : {}),
			currency: 'USD',
			...periodOf(filter),
		} as IDataObject,
		pairedItem: { item: itemIndex },
	}));
	return { kind: 'items', items };
}
