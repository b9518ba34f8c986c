import type { FailureCode, Spent } from '../../../nodes/WaveSpeedVideo/api/failure';
import { mayFallBack } from '../../../nodes/WaveSpeedVideo/items/fallback';

describe('Another model stands in', () => {
	const failure = (code: FailureCode, spent: Spent) =>
		({ code, spent, message: '', advice: '', lasting: false }) as const;

	it.each<Spent>(['yes', 'maybe', 'still_running'])(
		'never where the first one’s money is out for good or may be: %s',
		(spent) => {
			expect(mayFallBack(failure('generation_failed', spent))).toBe(false);
			expect(mayFallBack(failure('provider_unavailable', spent))).toBe(false);
		},
	);

	it.each<FailureCode>(['moderation', 'invalid_input', 'submission_unknown', 'unexpected'])(
		'never for what is not the model’s fault: %s',
		(code) => {
			expect(mayFallBack(failure(code, 'refunded'))).toBe(false);
		},
	);

	it('where nothing was spent, or it comes back', () => {
		expect(mayFallBack(failure('model_not_found', 'no'))).toBe(true);
		expect(mayFallBack(failure('generation_failed', 'refunded'))).toBe(true);
	});
});
