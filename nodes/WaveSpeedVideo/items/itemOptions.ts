import type { Host } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';
import {
	DEFAULT_FILE_NAME,
	DEFAULT_MAX_FILE_SIZE,
	DEFAULT_OUTPUT_FIELD,
} from '../fields/outputOptions';
import { DEFAULT_TIMEOUT, MIN_POLL_INTERVAL } from '../fields/waitOptions';
import type { PayOnce } from '../generation/acquire/receipts/payOnce';
import { readPayOnce, readReuse } from './onceOptions';
import { optionsIn, readNumber, readText } from './optionValues';
import { readOutputShape } from './outputShape';
import type { OutputShape } from './outputShape';

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
	failOnMismatch: boolean;
	fallBack: boolean;
	shape: OutputShape;
	/** The user's own key for what the item buys. */
	payOnce?: PayOnce;
	/** Take a video that an earlier execution made of the same. */
	reuse: boolean;
}

/** @throws ParameterError for what can't be the name of a binary field */
export function readOutputField(given: unknown): string {
	const field = given ?? DEFAULT_OUTPUT_FIELD;
	if (typeof field === 'string' && /^[^.[\]\s]+$/.test(field)) return field;
	throw new ParameterError(
		`Put Output File in Field must be a field name without dots, brackets or spaces (given: ${shown(field)})`,
	);
}

/** Whether the file is wanted: an agent can't take one, it gets the URL. */
const wantsFile = (host: Host, itemIndex: number): boolean =>
	!host.isTool && !isOff(host.parameter('downloadVideo', itemIndex, true));

const isOff = (given: unknown): boolean => given === false || given === 'false';

/** @throws ParameterError that says what was given and what is allowed */
export function readItemOptions(host: Host, itemIndex: number): ItemOptions {
	const output = optionsIn(host, 'outputOptions', itemIndex);
	const wait = optionsIn(host, 'waitOptions', itemIndex);
	const safety = optionsIn(host, 'safetyOptions', itemIndex);
	const interval = readNumber(wait.pollInterval, 'Poll Interval', MIN_POLL_INTERVAL);
	const maxFileSize = readNumber(output.maxFileSize, 'Max File Size', 1);
	return {
		download: wantsFile(host, itemIndex),
		outputField: readOutputField(output.outputBinaryField),
		fileName: readText(output.fileName) ?? DEFAULT_FILE_NAME,
		maxBytes: (maxFileSize ?? DEFAULT_MAX_FILE_SIZE) * 1e6,
		fixedDelayMs: interval === undefined ? undefined : interval * 1000,
		timeoutMs: (readNumber(wait.timeout, 'Timeout', 1) ?? DEFAULT_TIMEOUT) * 1000,
		returnOnTimeout: wait.onTimeout === 'returnItem',
		failOnSubstitutedModel: safety.onSubstitutedModel === 'error',
		failOnMismatch: safety.onMismatch === 'error',
		fallBack: optionsIn(host, 'modelOptions', itemIndex).ifUnavailable === 'seedance',
		shape: readOutputShape(host, itemIndex),
		payOnce: readPayOnce(safety),
		reuse: readReuse(safety, host.isManual),
	};
}
