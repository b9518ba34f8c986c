import type { IDataObject } from 'n8n-workflow';
import { bounded } from '../base/bounded';
import { cut } from '../base/text';

/** Of one prediction's inputs in an output item: it goes into the execution's data, item by item. */
const MOST = { depth: 6, entries: 200, bytes: 20_000 };

/** A file as text is named by its beginning; the file itself is in the item that it came from. */
const withoutFile = (text: string) => (text.startsWith('data:') ? cut(text, 60) : text);

/** A prediction's inputs as an output item shows them: files as text cut short, everything bounded. */
export function shownInputs(inputs: Record<string, unknown>): IDataObject {
	const short = Object.entries(inputs).map(([name, value]) => [
		name,
		typeof value === 'string' ? withoutFile(value) : value,
	]);
	return bounded(Object.fromEntries(short), MOST, withoutFile) as IDataObject;
}

/** A prediction's inputs among the fields of an output: as the service names them, and the prompt. */
export function describeInputs(inputs: Record<string, unknown>): IDataObject {
	const shown = shownInputs(inputs);
	return { ...(typeof shown.prompt === 'string' ? { prompt: shown.prompt } : {}), inputs: shown };
}
