import { z } from 'zod';

/** How often models were used in a period, as the account's statistics count it. */
export interface UsageStats {
	/** Requests in all, and those that succeeded. */
	requests: number;
	succeeded: number;
	/** USD, as the statistics say it. */
	cost: number;
	/** Requests by model ID, and by day (YYYY-MM-DD). */
	byModel: Map<string, number>;
	byDay: Map<string, number>;
}

/** Times in milliseconds since 1970. */
export interface UsagePeriod {
	from: number;
	to: number;
	model?: string;
}

/** The request's body (WaveSpeed's command line, `usage`). */
export function usageQuery({ from, to, model }: UsagePeriod): object {
	return {
		start_time: new Date(from).toISOString(),
		end_time: new Date(to).toISOString(),
		...(model ? { model_uuid: model } : {}),
	};
}

const count = z.number().nullish();

const schema = z.object({
	per_model_usage: z.array(z.object({ model_uuid: z.string(), total_count: count })).nullish(),
	daily_usage: z.array(z.object({ date: z.string(), count })).nullish(),
	summary: z.object({ total_cost: count, total_requests: count, success_requests: count }),
});

/** The statistics; undefined when the service sent something else. */
export function readUsageStats(data: unknown): UsageStats | undefined {
	const parsed = schema.safeParse(data);
	if (!parsed.success) return undefined;
	const { per_model_usage: models, daily_usage: days, summary } = parsed.data;
	return {
		requests: summary.total_requests ?? 0,
		succeeded: summary.success_requests ?? 0,
		cost: summary.total_cost ?? 0,
		byModel: new Map((models ?? []).map((one) => [one.model_uuid, one.total_count ?? 0])),
		byDay: new Map((days ?? []).map((one) => [one.date.slice(0, 10), one.count ?? 0])),
	};
}
