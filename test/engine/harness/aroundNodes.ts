import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';

const description = (
	name: string,
	inputs: INodeTypeDescription['inputs'],
): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: 1,
	description: '',
	defaults: { name },
	inputs,
	outputs: ['main'],
	properties: [],
});

/** The first node of a test workflow: puts out the items that it was made with. */
export class SourceNode implements INodeType {
	description = description('source', []);

	constructor(private readonly items: INodeExecutionData[]) {}

	execute = async () => [this.items.map((item) => ({ ...item }))];
}

/**
 * The node after ours: passes its items on, and evaluates one expression for each item, as any
 * node of a user's workflow could (`{{ $('Source').item.json.name }}`).
 */
export class NextNode implements INodeType {
	description: INodeTypeDescription = {
		...description('next', ['main']),
		properties: [{ displayName: 'Expression', name: 'expression', type: 'string', default: '' }],
	};

	/** What the expression gave, item by item, under the name of the node. */
	readonly seen: Record<string, NodeParameterValueType[]> = {};

	execute: INodeType['execute'];

	constructor() {
		const { seen } = this;
		this.execute = async function (this: IExecuteFunctions) {
			const items = this.getInputData();
			seen[this.getNode().name] = items.map((_item, index) =>
				this.getNodeParameter('expression', index),
			) as NodeParameterValueType[];
			return [items.map((item, index) => ({ ...item, pairedItem: { item: index } }))];
		};
	}
}

/** Calls our node again with the same items; of a tool's call only the id is another. */
export class AgainNode implements INodeType {
	description = description('again', ['main']);

	execute: INodeType['execute'] = async function (this: IExecuteFunctions) {
		const items = this.getInputData().map(({ json, ...item }, index) => ({
			...item,
			json: 'toolCallId' in json ? { ...json, toolCallId: 'another' } : json,
			pairedItem: { item: index },
		}));
		return [items];
	};
}

/** Sends failed items back to our node, so many times at most. */
export class BackNode implements INodeType {
	description = description('back', ['main']);

	execute: INodeType['execute'];

	constructor(rounds: number) {
		let left = rounds;
		this.execute = async function (this: IExecuteFunctions) {
			const failed = this.getInputData().flatMap((item, index) =>
				item.json.error === undefined ? [] : [{ ...item, pairedItem: { item: index } }],
			);
			return [left-- > 0 ? failed : []];
		};
	}
}
