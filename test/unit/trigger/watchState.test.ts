import {
	markOf,
	marksIn,
	readState,
	withMarks,
} from '../../../nodes/WaveSpeedVideo/trigger/watchState';

const HOUR = 3_600_000;

const state = {
	format: 1,
	account: 'a',
	from: 1,
	newest: 2,
	fullAt: 3,
	dealtWith: { 5: markOf('x') },
	open: { y: 4 },
	handed: { by: 'p', ids: ['x'], at: 5 },
};

describe('what the trigger remembers', () => {
	it('is read as it was kept', () => {
		expect(readState(JSON.parse(JSON.stringify(state)))).toEqual(state);
		expect(readState({ ...state, handed: undefined })).toMatchObject({ newest: 2 });
	});

	it.each([
		[undefined],
		[null],
		['state'],
		[{}],
		[{ ...state, format: 2 }],
		[{ ...state, open: ['y'] }],
		[{ ...state, dealtWith: { 5: 7 } }],
	])('is nothing when it is %j: the trigger starts with now', (kept) => {
		expect(readState(kept)).toBeUndefined();
	});

	it('has every mark again, those of one hour in one row', () => {
		const ids = Array.from({ length: 500 }, (_, index) => `prediction-${index}`);
		const dealt = ids.map((id, index) => ({ id, createdAt: (index % 3) * HOUR }));
		const rows = withMarks({ dealtWith: {} }, dealt, 0);
		expect(Object.keys(rows)).toEqual(['0', '1', '2']);
		expect(marksIn({ dealtWith: rows })).toEqual(new Set(ids.map(markOf)));
	});

	it('forgets hours that are no longer looked at, and no other', () => {
		const rows = withMarks({ dealtWith: { 1: 'a', 2: 'b', 3: 'c' } }, [], 2 * HOUR + 1);
		expect(rows).toEqual({ 2: 'b', 3: 'c' });
	});
});
