import { about } from '../../dev/simulator';
import {
	NODE_TYPE,
	readExample,
	SHEET_EXAMPLE,
	withCredential,
	withParameters,
} from '../../dev/n8n';
import { startSheet } from '../../dev/world/sheet';
import { TRIGGER } from '../../dev/world/workflows';
import { paidIds, paidPrompts } from './generations';
import { useStrictWorld } from './useWorld';

const world = useStrictWorld();

test(`examples/${SHEET_EXAMPLE} pays each row once, writes back what became of it, and can be run again at any time`, async () => {
	const { simulator, n8n, credentialId } = world();
	const sheet = await startSheet([
		{ id: 'r1', prompt: 'a boat', status: '' },
		{ id: 'r2', prompt: 'a train', status: '' },
		{ id: 'r3', prompt: '', status: '' },
		{ id: 'r4', prompt: 'a kite', status: 'done' },
	]);
	try {
		const example = sheet.inPlaceOf(await readExample(SHEET_EXAMPLE));
		const content = withParameters(example, { [NODE_TYPE]: { options: { pollInterval: 1 } } });
		const workflow = await n8n.rest.createWorkflow(withCredential(content, credentialId));
		const run = async () => await n8n.rest.ended(await n8n.rest.run(workflow, TRIGGER));
		const fault = { kind: 'failed', code: 1403, message: 'provider is busy' } as const;
		simulator.misbehave({ on: 'job', fault, matching: about('a train') });

		const first = await run();

		expect([first.status, first.error?.message]).toEqual(['success', undefined]);
		const [boat = ''] = paidIds(simulator, 'a boat');
		expect(sheet.rows[0]).toMatchObject({ status: 'done', prediction: boat, cost: 0.96 });
		expect(String(sheet.rows[0]?.['url'])).toMatch(/^http.*\.mp4$/);
		expect(sheet.rows[1]).toMatchObject({ status: 'generation_failed', url: '' });

		// Somebody clears the column: the boat is paid already, the train failed and is tried again.
		for (const row of sheet.rows.slice(0, 2)) Object.assign(row, { status: '', url: '' });
		const second = await run();

		expect(second.status).toBe('success');
		expect(paidPrompts(simulator)).toEqual(['a boat', 'a train', 'a train']);
		expect(sheet.rows[0]).toMatchObject({ status: 'done', prediction: boat });
		expect(sheet.rows[1]).toMatchObject({ status: 'done' });

		// A changed prompt under the same key is refused, and the row says so.
		Object.assign(sheet.rows[0] ?? {}, { status: '', prompt: 'a ship' });
		await run();

		expect(sheet.rows[0]).toMatchObject({ status: 'pay_once_changed', prediction: boat });
		expect(paidPrompts(simulator)).toEqual(['a boat', 'a train', 'a train']);
	} finally {
		await sheet.close();
	}
});

test('a second click on Execute Step is given the video that the first has made', async () => {
	const { simulator, n8n, credentialId } = world();
	const sheet = await startSheet([{ id: 'r1', prompt: 'a swan', status: '' }]);
	try {
		const example = sheet.inPlaceOf(await readExample(SHEET_EXAMPLE));
		const unkeyed = example.nodes.map((node) =>
			node.type === NODE_TYPE
				? { ...node, parameters: { ...node.parameters, safetyOptions: {} } }
				: node,
		);
		const content = withParameters(
			{ ...example, nodes: unkeyed },
			{ [NODE_TYPE]: { options: { pollInterval: 1 } } },
		);
		const workflow = await n8n.rest.createWorkflow(withCredential(content, credentialId));
		const run = async () => {
			Object.assign(sheet.rows[0] ?? {}, { status: '' });
			return await n8n.rest.ended(await n8n.rest.run(workflow, TRIGGER));
		};
		const [first, second] = [await run(), await run()];

		expect([first.status, second.status]).toEqual(['success', 'success']);
		expect(paidPrompts(simulator)).toEqual(['a swan']);
		expect(second.items('Make Clips')).toEqual(first.items('Make Clips'));
		const hints = JSON.stringify(second.runs('Make Clips').map((one) => one.hints));
		expect(hints).toContain('Reuse Earlier Video');
	} finally {
		await sheet.close();
	}
});
