import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Failure } from '../../api/failure';
import type { Host } from '../../base/host';
import { ParameterError } from '../../base/parameterError';
import { showFor } from '../../fields/display';
import { collection } from '../../fields/collection';
import { outputFieldOption } from '../../fields/outputOptions';
import { toErrorRow, toNodeError } from '../../host/errors';
import { createRuntime } from '../../host/executionRuntime';
import { arrangeFilms, groupOf, valueFor } from '../../items/filmOrder';
import type { FilmItem } from '../../items/filmOrder';
import { readOutputField } from '../../items/itemOptions';
import { joinVideos } from '../../items/joinVideos';
import type { JoinOptions } from '../../items/joinVideos';
import { readingFailure } from '../../items/plan';
import type { Operation } from '../operation';

const DEFAULT_NAME = '{group}.mp4';

const inputField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'inputBinaryField',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the input field that holds the video as a binary file',
	description: 'The videos of all items become one MP4, in the order of the items',
};

const options: INodeProperties[] = [
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: DEFAULT_NAME,
		placeholder: 'e.g. my film.mp4',
		description:
			'Name of the film\'s file. <code>{group}</code> stands for the value of Group By, or "film" without it.',
	},
	{
		displayName: 'Group By',
		name: 'groupBy',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.film }}',
		description:
			'An expression. Items for which it gives the same value make one film; there is one output item for each film.',
	},
	{
		displayName: 'Leave Out Sound',
		name: 'leaveOutSound',
		type: 'boolean',
		default: false,
		description:
			'Whether to join the pictures only, also of clips whose kinds of sound do not fit together',
	},
	{
		displayName: 'Missing Clips',
		name: 'missingClips',
		type: 'options',
		options: [
			{
				name: 'Refuse',
				value: 'refuse',
				description: 'Fail when an item has no video, before anything is written',
			},
			{
				name: 'Skip',
				value: 'skip',
				description: 'Join the others; the output names the items that were skipped',
			},
		],
		default: 'refuse',
		description: 'What to do when an item has no video',
	},
	outputFieldOption,
	{
		displayName: 'Sort By',
		name: 'sortBy',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.scene }}',
		description:
			'An expression that gives a number or text for each item, by which the clips are sorted. Without it they keep the order of the items.',
	},
];

/** Clips become one film, in the node itself: no service, no key, no price. */
export const join: Operation = {
	resource: 'video',
	option: {
		name: 'Join Videos',
		value: 'join',
		action: 'Join videos into one',
		description:
			"Make one video of all items' videos, one behind another, without re-encoding and at no cost",
	},
	fields: (place) => showFor(place, [inputField, collection('options', 'Options', options)]),
	run: joinAll,
};

/** An item whose place in a film is not known: the film would lack its clip. */
interface Unreadable {
	failure: Failure;
	/** Undefined where that isn't known either: it may be any film's. */
	group?: string;
}

async function joinAll(host: Host): Promise<INodeExecutionData[]> {
	const runtime = createRuntime(host);
	runtime.checkStop();
	const rows: INodeExecutionData[] = [];
	const readable: Array<FilmItem & { options: JoinOptions }> = [];
	const unreadable: Unreadable[] = [];
	for (let item = 0; item < host.items.length; item++) {
		const read = readItem(host, item);
		if (!('failure' in read)) {
			readable.push(read);
			continue;
		}
		if (!host.continues) throw toNodeError(host.node, read.failure, item);
		unreadable.push(read);
		rows.push(toErrorRow(read.failure, item));
	}
	const leftOut: string[] = [];
	for (const film of arrangeFilms(readable)) {
		// The options are those of the film's first item.
		const { options } = readable.find(({ item }) => item === film.items[0]) as (typeof readable)[0];
		const lacks = unreadable.some(({ group = film.group }) => group === film.group);
		// The row of the item that is lacking says so.
		if (lacks && !options.skipMissing) continue;
		const made = await joinVideos(host, runtime, film, options);
		if (made.kind === 'film') {
			rows.push(made.row);
			leftOut.push(...made.leftOut);
			continue;
		}
		if (!host.continues) throw toNodeError(host.node, made.failure, made.item);
		rows.push(toErrorRow(made.failure, made.item));
	}
	if (leftOut.length > 0) {
		const shown = leftOut.slice(0, 10).join('; ') + (leftOut.length > 10 ? '; …' : '');
		const message = `Not in the film, because it has one picture and one sound track: ${shown}.`;
		host.hint({ message, type: 'info', location: 'outputPane' });
	}
	return rows;
}

const optionsOf = (host: Host, item: number) =>
	host.parameter('options', item, {}) as Record<string, unknown>;

function readItem(host: Host, item: number): (FilmItem & { options: JoinOptions }) | Unreadable {
	let groupBy: unknown;
	try {
		const given = optionsOf(host, item);
		const { sortBy: sortsBy = '', groupBy: groupsBy = '' } = (host.node.parameters.options ??
			{}) as Record<string, unknown>;
		groupBy = valueFor('Group By', given.groupBy, groupsBy !== '');
		const sortBy = valueFor('Sort By', given.sortBy, sortsBy !== '');
		return { item, groupBy, sortBy, options: readOptions(host, item) };
	} catch (error) {
		const failure = readingFailure(error);
		const advice = `${failure.advice} No film is made without this clip, unless Missing Clips is Skip.`;
		return { failure: { ...failure, advice }, group: groupOf({ groupBy }) };
	}
}

function readOptions(host: Host, item: number): JoinOptions {
	const given = optionsOf(host, item);
	const field = host.parameter('inputBinaryField', item);
	if (typeof field !== 'string' || field.trim() === '') {
		throw new ParameterError('Input Data Field Name is empty', 'Name the field with the videos.');
	}
	const name = given.fileName;
	return {
		inputField: field,
		outputField: readOutputField(given.outputBinaryField),
		fileName: typeof name === 'string' && name.trim() !== '' ? name : DEFAULT_NAME,
		skipMissing: given.missingClips === 'skip',
		withSound: given.leaveOutSound !== true,
	};
}
