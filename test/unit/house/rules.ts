import { isBuiltin } from 'node:module';

import type { Import } from './imports';

const NODE = 'nodes/WaveSpeedVideo/';
/** The one place that makes n8n's errors. */
const ERRORS = 'host/errors.ts';

/** The pure rooms, which tools may show and measure. */
const PURE = [
	'base',
	'api',
	'models',
	'film',
	'generation',
	'generation/acquire',
	'generation/follow',
];
const BELOW_ITEMS = [...PURE, 'fields', 'media', 'media/in', 'media/out', 'host'];

/** Which rooms each room may import from, besides itself. Downwards only. */
export const ROOMS: Record<string, string[]> = {
	base: [],
	api: ['base'],
	fields: ['base'],
	film: ['base'],
	host: ['base', 'api'],
	models: ['base', 'api', 'fields'],
	media: ['base', 'api'],
	'media/in': ['base', 'api', 'media'],
	'media/out': ['base', 'api', 'media'],
	'generation/acquire': ['base', 'api'],
	'generation/follow': ['base', 'api'],
	generation: ['base', 'api', 'generation/acquire', 'generation/follow'],
	items: BELOW_ITEMS,
	operations: [...BELOW_ITEMS, 'items'],
	// Beside the operations: what starts a workflow.
	trigger: [...BELOW_ITEMS, 'items', 'operations'],
	// One file of the build: what the files that n8n loads take from all of the above.
	shared: ['api', 'operations', 'trigger'],
	// Whatever else they took would be built into each of them once more.
	node: ['shared'],
	credentials: ['shared'],
	// Tools show and measure pure parts; the papers are made of the panel.
	// Fields are data: the papers and the tests read their groups.
	dev: [...PURE, 'fields', 'operations', 'trigger'],
};

/**
 * All that the node takes at run time from what n8n provides, with the files (or folders) that may.
 * `rooms.test.ts` asks the oldest and the newest supported n8n-workflow for each name.
 */
export const HOST_IMPORTS: Record<string, Record<string, string[]>> = {
	'n8n-workflow': {
		NodeApiError: [ERRORS],
		NodeOperationError: [ERRORS],
		NodeConnectionTypes: ['WaveSpeedVideo'],
		// The node's only clock.
		sleep: ['host/'],
	},
	zod: { z: [''] },
	crypto: {
		createHash: [''],
		createHmac: ['generation/acquire/receipts/', 'api/webhookSignature.ts'],
		randomUUID: [''],
		timingSafeEqual: ['api/webhookSignature.ts'],
	},
};

/** The room of a file: a folder of the node (two levels where the second is a room), or a top folder. */
export function roomOf(path: string): string {
	if (!path.startsWith(NODE)) return path.split('/')[0] ?? path;
	const [room = '', next, ...deeper] = path.slice(NODE.length).replace(/\.ts$/, '').split('/');
	if (next === undefined) return room in ROOMS ? room : 'node';
	const inner = `${room}/${next}`;
	return deeper.length > 0 && inner in ROOMS ? inner : room;
}

const list = (names: string[]): string => names.join(', ') || 'nothing of ours';

/** Why an import between files of ours is against the rules, if it is. */
function directionProblems({ file, from, values }: Import): string[] {
	const [room, other] = [roomOf(file), roomOf(from)];
	if (room === other) return [];
	const allowed = ROOMS[room];
	if (!allowed) return [`${room} is no room that test/unit/house/rules.ts knows`];
	// Types bind nothing at run time, but in the node they too would tie a lower room to a higher one.
	if (room === 'dev' && other !== 'test' && values.length === 0) return [];
	return allowed.includes(other) ? [] : [`${room} may import from: ${list(allowed)}`];
}

/** Why what is imported from a package is against the rules: one sentence for each name. */
function hostProblems({ file, from, values }: Import): string[] {
	const local = file.startsWith(NODE) ? file.slice(NODE.length) : file;
	return values.flatMap((name) => {
		const places = HOST_IMPORTS[from]?.[name];
		if (!places) {
			const next = isBuiltin(from)
				? "n8n Cloud forbids Node's built-ins"
				: 'does n8n provide it in every supported version?';
			return [`"${name}" is not among the HOST_IMPORTS of test/unit/house/rules.ts; ${next}`];
		}
		if (places.some((place) => local.startsWith(place))) return [];
		const instead = places.includes(ERRORS) ? ': return a Failure, or throw a ParameterError' : '';
		return [`"${name}" belongs to ${list(places)}${instead}`];
	});
}

/** Each import that is against the rules, in words: file, line, import, rule. */
export function problemsOf(imports: Import[]): string[] {
	return imports.flatMap((one) => {
		const runsInN8n = roomOf(one.file) !== 'dev';
		const problems = one.isOurs ? directionProblems(one) : runsInN8n ? hostProblems(one) : [];
		return problems.map((problem) => `${one.file}:${one.line} imports ${one.from}: ${problem}`);
	});
}
