import { describeFinished, type Finished } from '../../../nodes/WaveSpeedVideo/items/finish';

const finished = (inputs: Record<string, unknown>, kind: Finished['kind'] = 'completed') =>
	({
		kind,
		key: '0:0/x',
		order: { model: 'a/b', inputs, media: {}, price: 1.2 },
		prediction: {
			id: 'abc',
			model: 'c/d',
			status: 'completed',
			outputs: [{ kind: 'file', url: 'https://cdn.example/abc.mp4' }],
			error: '',
		},
		submittedAt: Date.parse('2026-11-20T12:00:00Z'),
		itemIndex: 0,
	}) as unknown as Finished;

describe('the output’s own keys', () => {
	const own = describeFinished(finished({}));

	it.each(Object.keys(own))(
		'are not overwritten by an input named %s, which stands in inputs',
		(name) => {
			const json = describeFinished(finished({ prompt: 'p', [name]: 'theirs' }));
			expect(json.inputs).toMatchObject({ [name]: 'theirs' });
			expect({ ...json, inputs: {} }).toMatchObject({ ...own, inputs: {} });
		},
	);

	it('make no failure of an item whose input is named error', () => {
		const json = describeFinished(finished({ error: { code: 1, spent: 'yes' }, prompt: 'p' }));
		expect(json).not.toHaveProperty('error');
		expect(json).toMatchObject({ prompt: 'p', id: 'abc' });
	});

	it.each(['__proto__', 'constructor', 'toString', 'toJSON'])(
		'are whole beside an input named %s',
		(name) => {
			const inputs = JSON.parse(`{"prompt":"p",${JSON.stringify(name)}:"theirs"}`) as object;
			const json = JSON.parse(JSON.stringify(describeFinished(finished({ ...inputs })))) as object;
			expect(json).toMatchObject({ id: 'abc', status: 'completed', model: 'c/d', prompt: 'p' });
		},
	);
});
