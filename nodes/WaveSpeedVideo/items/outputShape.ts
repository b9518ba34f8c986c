import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Host } from '../base/host';
import { isOn, optionsIn } from './optionValues';
import type { ItemResult } from './results';

/** How an item's output is cut and completed; plain JSON. */
export interface OutputShape {
	/** All fields, the usual ones, or these. */
	fields: 'raw' | 'simplified' | string[];
	/** The input item's own fields are output too. */
	withInput: boolean;
}

/** Always there, whatever an agent's tool selects: without it nothing is found again. */
const ID = 'predictionId';

/** Not in the simplified output: said by another field, or for experts. */
const RAW_ONLY = ['inputs', 'timings'];

export function readOutputShape(host: Host, itemIndex: number): OutputShape {
	return {
		fields: readFields(host, itemIndex),
		withInput: isOn(optionsIn(host, 'outputOptions', itemIndex).includeInputFields),
	};
}

function readFields(host: Host, itemIndex: number): OutputShape['fields'] {
	// An operation without the field gives all that it has.
	if (!host.isTool) {
		return isOn(host.parameter('simplify', itemIndex, false)) ? 'simplified' : 'raw';
	}
	const wanted = host.parameter('output', itemIndex, 'raw');
	if (wanted !== 'fields') return wanted === 'raw' ? 'raw' : 'simplified';
	const chosen = host.parameter('outputFields', itemIndex, []);
	return Array.isArray(chosen) ? chosen.map(String) : [];
}

/** Whether `outputs` says nothing that `url` doesn't. */
const isOnlyUrl = ({ outputs, url }: IDataObject): boolean =>
	Array.isArray(outputs) && (outputs.length === 0 || (outputs.length === 1 && outputs[0] === url));

function keeps(json: IDataObject, name: string): boolean {
	if (name === 'requestedModel') return json.requestedModel !== json.model;
	if (name === 'outputs') return !isOnlyUrl(json);
	return !RAW_ONLY.includes(name);
}

/** A prediction's output in its shape. */
function cutDown(json: IDataObject, fields: OutputShape['fields']): IDataObject {
	if (fields === 'raw') return json;
	const isKept = (name: string) =>
		fields === 'simplified' ? keeps(json, name) : name === ID || fields.includes(name);
	return Object.fromEntries(Object.entries(json).filter(([name]) => isKept(name)));
}

/**
 * The item's own fields, then ours. Its `id` stays, so that a row is found again by it: the
 * prediction's is in `predictionId`. Its `error` is left out, as n8n would take the item for a failed
 * one, and so are `mismatches`, which are an earlier video's.
 */
function withInput(json: IDataObject, input: IDataObject): IDataObject {
	const own = { ...input };
	delete own.error;
	delete own.mismatches;
	return { ...own, ...json, ...('id' in own ? { id: own.id } : {}) };
}

/** A result's output items in their shape; failures stay as they are. */
export function shapeResult(
	result: ItemResult,
	shape: OutputShape | undefined,
	input: INodeExecutionData | undefined,
): ItemResult {
	if (result.kind !== 'items' || !shape) return result;
	const items = result.items.map((item) => {
		const json = cutDown(item.json, shape.fields);
		return { ...item, json: shape.withInput ? withInput(json, input?.json ?? {}) : json };
	});
	return { ...result, items };
}
