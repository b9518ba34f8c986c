import type { Failure } from '../../../nodes/WaveSpeedVideo/api/failure';
import { describeFailure } from '../../../nodes/WaveSpeedVideo/api/failure';

const failure: Failure = {
	code: 'download_failed',
	message: 'The video is made, but could not be downloaded',
	spent: 'yes',
	advice: 'Fetch it from there.',
	lasting: false,
	predictionId: 'abc',
	url: 'https://cdn/abc.mp4',
	expiresAt: '2026-11-27T00:00:00.000Z',
};

it('a description names the prediction, the money, the video, its end, and what to do', () => {
	expect(describeFailure(failure)).toBe(
		'Prediction abc. This generation was paid. The video: https://cdn/abc.mp4 (kept until 2026-11-27T00:00:00.000Z). Fetch it from there.',
	);
});

it('a description of a refusal says that nothing was bought', () => {
	const refused: Failure = {
		...failure,
		predictionId: undefined,
		url: undefined,
		expiresAt: undefined,
		spent: 'no',
		advice: 'Try again.',
	};
	expect(describeFailure(refused)).toBe('Nothing was bought. Try again.');
});
