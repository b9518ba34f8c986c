import { unfinishedHint } from '../../../nodes/WaveSpeedVideo/items/unfinished';

const listed = (model: string, inputs?: Record<string, unknown>) => ({
	prediction: {
		id: 'one',
		model,
		status: 'completed',
		outputs: [{ kind: 'file' as const, url: 'u' }],
		error: '',
	},
	inputs,
});

test('a video is named with the beginning of its prompt, where the list tells it', () => {
	const prompt = `The fox ${'runs and '.repeat(20)}`;
	const [hint] = unfinishedHint([listed('m', { prompt }), listed('m')]);
	expect(hint?.message).toMatch(/one \(“The fox runs.{1,60}…”, m, time unknown\), one \(m, /);
});

test('what the service says is shown as text', () => {
	const [hint] = unfinishedHint([listed('<img src=x>', { prompt: '<script>' })]);

	expect(hint?.message).toContain('one');
	expect(hint?.message).not.toMatch(/<img|<script/);
});
