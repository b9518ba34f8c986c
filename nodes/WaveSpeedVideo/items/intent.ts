import type { INodeParameters } from 'n8n-workflow';
import { hashOf } from '../base/canonical';
import type { Host } from '../base/host';

/** A host that remembers which parameters were asked for. */
export function recordingReads(host: Host): { host: Host; names: ReadonlySet<string> } {
	const names = new Set<string>();
	const recording: Host = Object.assign(Object.create(host) as Host, {
		parameter: (name: string, itemIndex: number, fallback?: unknown) => {
			names.add(name);
			return host.parameter(name, itemIndex, fallback);
		},
		locatorValue: (name: string, itemIndex: number) => {
			names.add(name);
			return host.locatorValue(name, itemIndex);
		},
	});
	return { host: recording, names };
}

/** A parameter as written, expressions unevaluated; of locators and mappers what was chosen only. */
function written(parameters: INodeParameters, name: string): unknown {
	let value: unknown = parameters;
	for (const part of name.split('.')) {
		value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
	}
	const hasFrame =
		typeof value === 'object' && value !== null && ('__rl' in value || 'mappingMode' in value);
	return hasFrame ? Reflect.get(value as object, 'value') : value;
}

/** The error of ours that an error output has looped back to the node. */
export function earlierErrorOf(
	host: Host,
	itemIndex: number,
): { predictionId?: unknown; purchase?: unknown } | undefined {
	const error = host.items[itemIndex]?.json.error;
	const isOurs = typeof error === 'object' && error !== null && 'code' in error && 'spent' in error;
	if (!isOurs) return undefined;
	// It names the video of the item that had the key before: nothing of this one's.
	return error.code === 'pay_once_changed' ? {} : error;
}

/** The item as an intent sees it: without our own error, and without the id of an agent's call. */
function inputOf(host: Host, itemIndex: number): unknown {
	const { error, ...json } = host.items[itemIndex]?.json ?? {};
	if (host.isTool) delete json.toolCallId;
	return earlierErrorOf(host, itemIndex) || error === undefined ? json : { ...json, error };
}

/**
 * What the workflow means to buy for an item, whatever its expressions give this time: the
 * parameters as written, and the item. An agent's arguments are part of it.
 *
 * @param names the parameters that what is bought depends on
 * @param variant '' or the model that stands in for the one asked for
 * @param ordered hash of what the expressions give
 */
export function intentOf(
	host: Host,
	itemIndex: number,
	names: ReadonlySet<string>,
	variant: string,
	ordered: string,
): string {
	const { parameters } = host.node;
	const asWritten = [...names].sort().map((name) => [name, written(parameters, name)]);
	return hashOf([asWritten, inputOf(host, itemIndex), variant, host.isTool ? ordered : '']);
}
