import { join } from 'node:path';
import type { World } from '../world/world';
import { chain, GENERATE, generating, givingItems, type Step } from '../world/workflows';

/** The n8n that has the scales. */
export const WITH_SCALES = { env: { N8N_CUSTOM_EXTENSIONS: join(__dirname, 'nodes') } };

/** What an n8n process holds: bytes of its heap, timers, listeners on the execution's stop signal. */
interface Held {
	heap: number;
	timers: number;
	listeners: number;
}

const probe = (name: string): Step => ({
	name,
	type: 'CUSTOM.heapProbe',
	typeVersion: 1,
	parameters: {},
});

const BEFORE = 'Before';
const AFTER = 'After';

/** What is left of a batch of so many items right after the node, without files. */
async function heldBy(world: World, count: number): Promise<{ before: Held; after: Held }> {
	const { simulator } = world;
	simulator.reset();
	simulator.settings.jobSeconds = 2;
	// A thousand videos cost more than the simulator's account has by itself.
	simulator.settings.balance = 2 * count;
	const items = Array.from({ length: count }, (_, index) => ({ prompt: `video ${index}` }));
	const execution = await world.run(
		chain(`${count} items weighed`, [
			...givingItems(items),
			probe(BEFORE),
			generating({
				operation: 'textToVideoPro',
				prompt: '={{ $json.prompt }}',
				options: { downloadVideo: false, pollInterval: '' },
			}),
			probe(AFTER),
		]),
	);
	const of = (node: string) => execution.items(node)[0]?.json.held as Held | undefined;
	const [before, after] = [of(BEFORE), of(AFTER)];
	const made = execution.items(GENERATE).length;
	if (!before || !after || made !== count) {
		throw new Error(`${made} of ${count} items: ${execution.error?.message ?? 'not weighed'}`);
	}
	return { before, after };
}

/** A table of what a thousand items leave in n8n's process. */
export async function itemsTable(world: World): Promise<string[]> {
	const count = 1_000;
	// The first batch brings what is held once only.
	await heldBy(world, 100);
	const { before, after } = await heldBy(world, count);
	const perItem = (after.heap - before.heap) / count / 1024;
	return [
		'| items | heap per item, right after the node | timers before / after | listeners on the stop signal before / after |',
		'| --- | --- | --- | --- |',
		`| ${count} | ${perItem.toFixed(1)} KB | ${before.timers} / ${after.timers} | ${before.listeners} / ${after.listeners} |`,
	];
}
