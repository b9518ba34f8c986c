import type { IDataObject } from 'n8n-workflow';

import type { Host } from '../../../nodes/WaveSpeedVideo/base/host';
import { openLedger } from '../../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import { earlierErrorOf, intentOf } from '../../../nodes/WaveSpeedVideo/items/intent';

const prediction = { id: 'job0', status: 'completed', model: 'm', outputs: [], error: '' };

/** What a later run of the node finds for an item that carries an error of ours. */
function foundFor(code: string): string | undefined {
	const ledger = openLedger({}, 'execution');
	const order = { model: 'm', inputs: { prompt: 'a' }, media: {} };
	const first = { place: '0:0', intent: 'a', ordered: 'a' };
	ledger.put(
		{ ...first, key: ledger.keyFor(first), order },
		{ state: 'submitted', prediction, submittedAt: 0, executionId: 'execution' },
	);
	const error = { code, spent: 'no', predictionId: prediction.id };
	const host = { items: [{ json: { prompt: 'b', error } }] } as Pick<Host, 'items'> as Host;
	const earlierError = earlierErrorOf(host, 0);
	const found = ledger.find({ place: '1:0', intent: 'b', ordered: 'b', earlierError });
	return found && 'prediction' in found ? found.prediction.id : undefined;
}

test('An item that loops back is given the video that its error names', () => {
	expect(foundFor('download_failed')).toBe('job0');
});

test('… but not the one of another item that had its Pay Once Key before', () => {
	expect(foundFor('pay_once_changed')).toBeUndefined();
});

describe('What an item means to buy', () => {
	const intentFor = (json: IDataObject) =>
		intentOf(
			{ items: [{ json }], node: { parameters: {} } } as unknown as Host,
			0,
			new Set(),
			'',
			'',
		);
	const ours = { code: 'timeout', spent: 'still_running', message: 'not ready' };

	it('is the same when an error output has put our own error beside it', () => {
		expect(intentFor({ prompt: 'a', error: ours })).toBe(intentFor({ prompt: 'a' }));
	});

	it('is another with another node’s error in it, which is data', () => {
		expect(intentFor({ prompt: 'a', error: { message: 'theirs' } })).not.toBe(
			intentFor({ prompt: 'a' }),
		);
	});
});
