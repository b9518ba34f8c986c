import type { Host } from '../base/host';
import {
	DEFAULT_FILE_NAME,
	DEFAULT_MAX_CONCURRENT,
	DEFAULT_MAX_FILE_SIZE,
	DEFAULT_OUTPUT_FIELD,
	DEFAULT_TIMEOUT,
	MIN_POLL_INTERVAL,
} from '../fields/options';
import { ParameterError } from '../base/parameterError';
import type { LostWish } from '../generation/acquire/recall';
import type { UnfinishedWish } from './unfinished';
import { shown } from '../base/shown';
import type { PriceSource } from './prices';

/** What the options of one item say, checked. Times in milliseconds. */
export interface ItemOptions {
	download: boolean;
	outputField: string;
	fileName: string;
	maxBytes: number;
	fixedDelayMs?: number;
	timeoutMs: number;
	returnOnTimeout: boolean;
	failOnSubstitutedModel: boolean;
	fallBack: boolean;
}

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

function readNumber(given: unknown, label: string, min: number): number | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	const number = Number(given);
	if (Number.isFinite(number) && number >= min) return number;
	throw new ParameterError(`${label} must be a number of at least ${min} (given: ${shown(given)})`);
}

const unfinishedWish = (given: unknown): UnfinishedWish => (given === 'ignore' ? 'ignore' : 'hint');

/** Prediction ids, separated by commas or as an array. */
function idsOf(given: unknown): string[] {
	const parts: unknown[] = Array.isArray(given)
		? given
		: String(given ?? '')
				.slice(0, 10_000)
				.split(',');
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}

/** A text that says something; undefined for an empty one. */
const readText = (given: unknown): string | undefined =>
	typeof given === 'string' && given.trim() !== '' ? given : undefined;

export const optionsOf = (host: Host, itemIndex: number) =>
	host.parameter('options', itemIndex, {}) as Record<string, unknown>;

/** @throws ParameterError for what can't be the name of a binary field */
export function readOutputField(given: unknown): string {
	const field = given ?? DEFAULT_OUTPUT_FIELD;
	if (typeof field === 'string' && /^[^.[\]\s]+$/.test(field)) return field;
	throw new ParameterError(
		`Put Output File in Field must be a field name without dots, brackets or spaces (given: ${shown(field)})`,
	);
}

/** @throws ParameterError that says what was given and what is allowed */
export function readItemOptions(host: Host, itemIndex: number): ItemOptions {
	const options = optionsOf(host, itemIndex);
	const interval = readNumber(options.pollInterval, 'Poll Interval', MIN_POLL_INTERVAL);
	const maxFileSize = readNumber(options.maxFileSize, 'Max File Size', 1);
	return {
		// An agent can't take a file: it gets the URL.
		download: options.downloadVideo !== false && !host.isTool,
		outputField: readOutputField(options.outputBinaryField),
		fileName: readText(options.fileName) ?? DEFAULT_FILE_NAME,
		maxBytes: (maxFileSize ?? DEFAULT_MAX_FILE_SIZE) * 1e6,
		fixedDelayMs: interval === undefined ? undefined : interval * 1000,
		timeoutMs: (readNumber(options.timeout, 'Timeout', 1) ?? DEFAULT_TIMEOUT) * 1000,
		returnOnTimeout: options.onTimeout === 'returnItem',
		failOnSubstitutedModel: options.onSubstitutedModel === 'error',
		fallBack: options.ifUnavailable === 'seedance',
	};
}

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
function readWishes(options: Record<string, unknown>): Wishes {
	const maxConcurrent = readNumber(options.maxConcurrent, 'Max Concurrent Generations', 1);
	const priceSource = options.priceSource ?? 'auto';
	if (priceSource !== 'auto' && priceSource !== 'live' && priceSource !== 'table') {
		throw new ParameterError(
			`Price Source must be auto, live or table (given: ${shown(options.priceSource)})`,
		);
	}
	return {
		maxConcurrent: Math.floor(maxConcurrent ?? DEFAULT_MAX_CONCURRENT),
		maxCost: readMaxCost(options),
		checkBalance: options.checkBalance === true || options.checkBalance === 'true',
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
	const each = host.items.map((_, itemIndex) => readWishes(optionsOf(host, itemIndex)));
	const limits = each.flatMap(({ maxCost }) => (maxCost === undefined ? [] : [maxCost]));
	const { lostSubmission, adoptPredictions, unfinishedVideos } = optionsOf(host, 0);
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
