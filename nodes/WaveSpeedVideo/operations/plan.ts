import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import {
	DEFAULT_MAX_CONCURRENT,
	DEFAULT_MAX_FILE_SIZE,
	DEFAULT_OUTPUT_FIELD,
	DEFAULT_TIMEOUT,
	MIN_POLL_INTERVAL,
} from '../fields/options';
import type { Failure } from '../generation/failure';
import { isTool } from '../host/tool';
import { CREDENTIAL } from '../host/transport';
import { DEFAULT_FILE_NAME } from '../media/fileName';
import type { Picture } from '../media/picture';
import { checkInputs, shown } from '../models/checks';
import type { ModelInputs } from '../models/model';
import type { GenerateOperation } from './operation';

/** What the options of one item say, checked. Times in milliseconds. */
export interface ItemOptions {
	download: boolean;
	outputField: string;
	fileName: string;
	maxBytes: number;
	fixedDelayMs?: number;
	timeoutMs: number;
	returnOnTimeout: boolean;
}

/** One item, checked and priced, ready to be submitted. */
export interface Plan {
	itemIndex: number;
	/** Key in the ledger. */
	key: string;
	/** Jobs of one kind take about the same time. */
	kind: string;
	inputs: ModelInputs;
	pictures: Record<string, Picture>;
	/** USD */
	price: number;
	options: ItemOptions;
}

function numberOption(given: unknown, label: string, unset: number, min: number): number {
	if (given === undefined || given === null || given === '') return unset;
	const number = Number(given);
	if (Number.isFinite(number) && number >= min) return number;
	throw new TypeError(`${label} must be a number of at least ${min} (given: ${shown(given)})`);
}

/** How many items run at the same time: one answer for the whole execution, read from item 0. */
export function readMaxConcurrent(ctx: IExecuteFunctions): number {
	const given = ctx.getNodeParameter('options.maxConcurrent', 0, '');
	return Math.floor(numberOption(given, 'Max Concurrent Generations', DEFAULT_MAX_CONCURRENT, 1));
}

function readOptions(ctx: IExecuteFunctions, itemIndex: number): ItemOptions {
	const options = ctx.getNodeParameter('options', itemIndex, {}) as Record<string, unknown>;
	const field = options.outputBinaryField ?? DEFAULT_OUTPUT_FIELD;
	if (typeof field !== 'string' || !/^[^.[\]\s]+$/.test(field)) {
		throw new TypeError(
			`Put Output File in Field must be a field name without dots, brackets or spaces (given: ${shown(field)})`,
		);
	}
	const interval = numberOption(options.pollInterval, 'Poll Interval', NaN, MIN_POLL_INTERVAL);
	return {
		// An agent can't take a file: it gets the URL.
		download: options.downloadVideo !== false && !isTool(ctx),
		outputField: field,
		fileName: typeof options.fileName === 'string' ? options.fileName : DEFAULT_FILE_NAME,
		maxBytes: numberOption(options.maxFileSize, 'Max File Size', DEFAULT_MAX_FILE_SIZE, 1) * 1e6,
		fixedDelayMs: Number.isNaN(interval) ? undefined : interval * 1000,
		timeoutMs: numberOption(options.timeout, 'Timeout', DEFAULT_TIMEOUT, 1) * 1000,
		returnOnTimeout: options.onTimeout === 'returnItem',
	};
}

/** What makes a picture the same picture when the item is run again. */
function identity(picture: Picture): string {
	return picture.kind === 'url' ? picture.url : picture.sha256;
}

/**
 * The ledger's key: run, item, and a hash of what is bought with which account. Not the execution
 * id, which changes when a person retries an execution in the editor.
 */
function ledgerKey(ctx: IExecuteFunctions, itemIndex: number, bought: unknown): string {
	const run: unknown = ctx.evaluateExpression('{{ $runIndex }}', itemIndex);
	const account = ctx.getNode().credentials?.[CREDENTIAL]?.id ?? '';
	const hash = createHash('sha256')
		.update(JSON.stringify([account, bought]))
		.digest('hex');
	return `${String(run)}:${itemIndex}:${hash.slice(0, 32)}`;
}

/** Reads and checks one item. Nothing is sent. */
export async function planItem(
	ctx: IExecuteFunctions,
	operation: GenerateOperation,
	itemIndex: number,
): Promise<{ plan: Plan } | { failure: Failure }> {
	const { model, read } = operation;
	try {
		const request = await read(ctx, itemIndex);
		const checked = checkInputs(model.inputs, request.inputs);
		if ('problem' in checked) return refuse(checked.problem);
		const pictures: Record<string, Picture> = {};
		for (const [name, picture] of Object.entries(request.pictures ?? {})) {
			if ('problem' in picture) return refuse(picture.problem, picture.advice);
			pictures[name] = picture.value;
		}
		const options = readOptions(ctx, itemIndex);
		const { inputs } = checked;
		const media = Object.entries(pictures).map(([name, picture]) => [name, identity(picture)]);
		const key = ledgerKey(ctx, itemIndex, [model.id, inputs, media]);
		const price = model.price(inputs);
		// The price follows from size and duration, and so does the time a job takes.
		const kind = `${model.id} ${price}`;
		return { plan: { itemIndex, key, kind, inputs, pictures, price, options } };
	} catch (error) {
		return refuse(error instanceof Error ? error.message : String(error));
	}
}

function refuse(
	message: string,
	advice = 'Correct the parameter and run the item again.',
): { failure: Failure } {
	return { failure: { code: 'invalid_parameter', message, spent: 'no', lasting: true, advice } };
}
