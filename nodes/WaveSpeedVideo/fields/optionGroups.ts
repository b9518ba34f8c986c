import type { INodeProperties } from 'n8n-workflow';
import { collection } from './collection';
import { costOptions } from './costOptions';
import { outputOptions } from './outputOptions';
import { safetyOptions } from './safetyOptions';
import { webhookUrlOption } from './wait';
import { maxConcurrentOption, waitOptions } from './waitOptions';

/**
 * What rarely needs a thought, in the groups that a person thinks in; in the order of the panel, by
 * the parameter's name. An operation of a few options has one list `options` instead.
 */
export const OPTION_GROUPS = {
	modelOptions: 'Model Options',
	outputOptions: 'Output Options',
	waitOptions: 'Waiting Options',
	costOptions: 'Cost Options',
	safetyOptions: 'Safety Options',
} as const;

export type OptionGroup = keyof typeof OPTION_GROUPS;

/** The parameter of one of a model's own options. */
export const modelOption = (name: string): string => `modelOptions.${name}`;

/** Whether a parameter is an option, which is not sent while it is not set. */
export const isOption = (parameter: string): boolean => parameter.includes('.');

/** One group as a field; none when it is empty. */
export function optionGroup(group: OptionGroup, options: INodeProperties[]): INodeProperties[] {
	if (options.length === 0) return [];
	const field = collection(group, OPTION_GROUPS[group], options);
	// An agent can't take files.
	return [
		group === 'outputOptions' ? { ...field, displayOptions: { hide: { '@tool': [true] } } } : field,
	];
}

/** All groups of an operation that generates. */
export function generateOptions(ofModel: INodeProperties[]): INodeProperties[] {
	return [
		...optionGroup('modelOptions', ofModel),
		...optionGroup('outputOptions', outputOptions),
		...optionGroup('waitOptions', [...waitOptions, maxConcurrentOption, webhookUrlOption]),
		...optionGroup('costOptions', costOptions),
		...optionGroup('safetyOptions', safetyOptions),
	];
}
