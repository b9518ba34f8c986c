import { inputsOfFormula } from '../../../nodes/WaveSpeedVideo/models/priceFormula';

describe('A price formula', () => {
	const inputs = ['audio', 'resolution', 'duration', 'text', 'total_price'];

	it.each([
		['{"total_price": $get_duration_v3(audio) * 30000}', ['audio']],
		['{"audio": resolution = "duration" ? 1 : 2}', ['resolution']],
		["$length(text) * 'audio'", ['text']],
	])('%s reads %j', (formula, names) => {
		expect(inputsOfFormula(formula, inputs)).toEqual(names);
	});

	it('that is not there tells nothing', () => {
		expect(inputsOfFormula(undefined, inputs)).toBeUndefined();
	});

	it('of any size is read in no time', () => {
		expect(inputsOfFormula('"'.repeat(1e6), inputs)).toEqual([]);
	});
});
