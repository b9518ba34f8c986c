import { NODE_TYPE, readExample, SHEET_EXAMPLE, withParameters } from '../../dev/n8n';
import { startSheet } from '../../dev/world/sheet';
import { builtIn, TRIGGER } from '../../dev/world/workflows';
import { paidPrompts } from '../e2e/generations';
import { useCrashWorld } from './crashWorld';

describe.each(['2.41.1', '1.123.81'])('n8n %s', (version) => {
	const world = useCrashWorld({ version, workers: 0 });

	test('a sheet queue that is run anew after a crash pays each row once, and does not disturb Remove Duplicates', async () => {
		const { simulator, cluster } = world();
		simulator.settings.jobSeconds = 6;
		const sheet = await startSheet(
			['a boat', 'a train', 'a kite'].map((prompt, index) => ({ id: index, prompt, status: '' })),
		);
		try {
			const example = sheet.inPlaceOf(await readExample(SHEET_EXAMPLE));
			const content = withParameters(example, { [NODE_TYPE]: { options: { pollInterval: 1 } } });
			const workflow = await world().publish(withDuplicatesRemoved(content), TRIGGER);
			const id = await workflow.start({});
			await world().untilBilled(3);
			await cluster.crashMain();
			await world().rest.ended(id);

			// No retry: the next run of the schedule.
			const next = await world().rest.ended(await workflow.start({}));

			expect(next.status).toBe('success');
			expect(paidPrompts(simulator)).toEqual(['a boat', 'a kite', 'a train']);
			expect(sheet.rows.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
			const given = sheet.rows.map(({ prediction }) => prediction).sort();
			expect(given).toEqual(simulator.billed.map(({ id: one }) => one).sort());
			// It saw each video once, whatever the node beside it keeps.
			expect(next.items('Remove Duplicates')).toHaveLength(3);
			for (const row of sheet.rows) Object.assign(row, { status: '' });
			const third = await world().rest.ended(await workflow.start({}));
			expect(third.items('Make Clips')).toHaveLength(3);
			expect(third.items('Remove Duplicates')).toHaveLength(0);
			expect(paidPrompts(simulator)).toHaveLength(3);
		} finally {
			await sheet.close();
		}
	});
});

/** The example with n8n's own Remove Duplicates, which keeps what it has seen in the same table, behind the clips. */
function withDuplicatesRemoved(content: Awaited<ReturnType<typeof readExample>>) {
	const remove = builtIn('Remove Duplicates', 'removeDuplicates', 2, {
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.id }}',
		options: {},
	});
	const node = { ...remove, id: 'remove-duplicates', position: [900, 300] as [number, number] };
	const [videos = [], errors = []] = content.connections['Make Clips']?.main ?? [];
	const after = [...(videos ?? []), { node: remove.name, type: 'main' as const, index: 0 }];
	return {
		...content,
		nodes: [...content.nodes, node],
		connections: { ...content.connections, 'Make Clips': { main: [after, errors] } },
	};
}
