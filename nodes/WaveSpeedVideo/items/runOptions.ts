import type { Host } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';
import { DEFAULT_MAX_CONCURRENT } from '../fields/waitOptions';
import type { LostWish } from '../generation/acquire/recall';
import { idsOf, optionsIn, readNumber, readSwitch } from './optionValues';
import type { PriceSource } from './pricing';
import type { UnfinishedWish } from './unfinished';

/** What holds for all items of a run: of what items say differently, the strictest. */
export interface RunOptions {
	maxConcurrent: number;
	/** USD */
	maxCost?: number;
	checkBalance: boolean;
	priceSource: PriceSource;
	/** What a person has said of submissions whose answers were lost. */
	lost: LostWish;
	unfinished: UnfinishedWish;
}

const unfinishedWish = (given: unknown): UnfinishedWish =>
	given === 'ignore' || given === 'output' ? given : 'hint';

/**
 * A limit that is set by an expression must give an amount: no limit by mistake is what a budget is
 * there to prevent.
 */
function readMaxCost(options: Record<string, unknown>): number | undefined {
	if (!('maxCost' in options)) return undefined;
	const maxCost = readNumber(options.maxCost, 'Max Cost per Run', 0);
	if (maxCost !== undefined) return maxCost;
	throw new ParameterError(
		`Max Cost per Run is set but gives no amount (given: ${shown(options.maxCost)})`,
		'Give an amount in USD, or remove the option to run without a limit.',
	);
}

type Wishes = Omit<RunOptions, 'lost' | 'unfinished'>;

/** @throws ParameterError that says what was given and what is allowed */
function readWishes(host: Host, itemIndex: number): Wishes {
	const { maxConcurrent } = optionsIn(host, 'waitOptions', itemIndex);
	const cost = optionsIn(host, 'costOptions', itemIndex);
	const atOnce = readNumber(maxConcurrent, 'Max Concurrent Generations', 1);
	const priceSource = cost.priceSource ?? 'auto';
	if (priceSource !== 'auto' && priceSource !== 'live' && priceSource !== 'table') {
		throw new ParameterError(
			`Price Source must be auto, live or table (given: ${shown(cost.priceSource)})`,
		);
	}
	return {
		maxConcurrent: Math.floor(atOnce ?? DEFAULT_MAX_CONCURRENT),
		maxCost: readMaxCost(cost),
		checkBalance: 'checkBalance' in cost && readSwitch(cost.checkBalance, 'Check Balance First'),
		priceSource,
	};
}

/** The surest first. */
const PRICE_SOURCES: readonly PriceSource[] = ['live', 'auto', 'table'];

/**
 * What holds for the run. Items may differ where an option is an expression; a run has one budget, so
 * the lowest limit holds, the least at a time, the balance check if one item wants it, and the surest
 * price source.
 *
 * @throws ParameterError that says what was given and what is allowed
 */
export function readRunOptions(host: Host): RunOptions {
	const each = host.items.map((_, itemIndex) => readWishes(host, itemIndex));
	const limits = each.flatMap(({ maxCost }) => (maxCost === undefined ? [] : [maxCost]));
	const { lostSubmission, adoptPredictions, unfinishedVideos } = optionsIn(
		host,
		'safetyOptions',
		0,
	);
	return {
		maxConcurrent: Math.min(...each.map(({ maxConcurrent }) => maxConcurrent)),
		maxCost: limits.length > 0 ? Math.min(...limits) : undefined,
		checkBalance: each.some(({ checkBalance }) => checkBalance),
		priceSource:
			PRICE_SOURCES.find((source) => each.some(({ priceSource }) => priceSource === source)) ??
			'auto',
		lost: { buyAgain: lostSubmission === 'buyAgain', adopt: idsOf(adoptPredictions) },
		unfinished: unfinishedWish(unfinishedVideos),
	};
}

/** Whether prices decide on what is bought. */
export function isLimited({ maxCost, checkBalance }: RunOptions): boolean {
	return maxCost !== undefined || checkBalance;
}
