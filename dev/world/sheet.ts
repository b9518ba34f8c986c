import fastify from 'fastify';
import type { IDataObject, INode } from 'n8n-workflow';

import type { WorkflowContent } from '../n8n';

const SHEETS = 'n8n-nodes-base.googleSheets';

/** A row as a spreadsheet has it; `id` tells rows apart. */
export type SheetRow = Record<string, string | number>;

/** A sheet on loopback, in the place of one at Google. */
export interface Sheet {
	readonly rows: SheetRow[];
	/** The example with requests to this sheet in the place of its Google Sheets nodes. */
	inPlaceOf(example: WorkflowContent): WorkflowContent;
	close(): Promise<void>;
}

/** Serves a sheet: all rows are read at once, and a row is updated by its `id`. */
export async function startSheet(rows: SheetRow[]): Promise<Sheet> {
	const server = fastify({ forceCloseConnections: true });
	server.get('/rows', () => rows);
	server.post('/rows', (request) => {
		const update = request.body as SheetRow;
		const row = rows.find(({ id }) => String(id) === String(update['id']));
		if (row) Object.assign(row, update);
		return { updated: row ? 1 : 0 };
	});
	const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/rows`;
	return {
		rows,
		inPlaceOf: (example) => ({
			...example,
			nodes: example.nodes.map((node) => (node.type === SHEETS ? asRequest(node, url) : node)),
		}),
		close: async () => await server.close(),
	};
}

/** A Google Sheets node as a request that says the same: its columns go with their expressions. */
function asRequest(node: INode, url: string): INode {
	const { columns } = node.parameters as { columns?: { value: IDataObject } };
	const update = columns && {
		method: 'POST',
		sendBody: true,
		bodyParameters: {
			parameters: Object.entries(columns.value).map(([name, value]) => ({
				name,
				value: value as string,
			})),
		},
	};
	const parameters = { url, ...update, options: {} };
	return { ...node, type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters };
}
