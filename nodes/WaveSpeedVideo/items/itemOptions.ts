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
import type { LostWish } from '../generation/acquire/submit';
import { shown } from '../base/shown';

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

/** What holds for all items of a run; read from item 0. */
export interface RunOptions {
	maxConcurrent: number;
	/** USD */
	maxCost?: number;
	checkBalance: boolean;
	livePrices: boolean;
	/** What a person has said of submissions whose answers were lost. */
	lost: LostWish;
}

function readNumber(given: unknown, label: string, min: number): number | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	const number = Number(given);
	if (Number.isFinite(number) && number >= min) return number;
	throw new ParameterError(`${label} must be a number of at least ${min} (given: ${shown(given)})`);
}

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

const optionsOf = (host: Host, itemIndex: number) =>
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

/** @throws ParameterError that says what was given and what is allowed */
export function readRunOptions(host: Host): RunOptions {
	const options = optionsOf(host, 0);
	const maxConcurrent = readNumber(options.maxConcurrent, 'Max Concurrent Generations', 1);
	return {
		maxConcurrent: Math.floor(maxConcurrent ?? DEFAULT_MAX_CONCURRENT),
		maxCost: readNumber(options.maxCost, 'Max Cost per Run', 0),
		checkBalance: options.checkBalance === true,
		livePrices: options.priceSource === 'live',
		lost: {
			buyAgain: options.lostSubmission === 'buyAgain',
			adopt: idsOf(options.adoptPredictions),
		},
	};
}
