import { shownInputs } from '../../../nodes/WaveSpeedVideo/items/shownInputs';

const FILE = `data:image/png;base64,${'A'.repeat(200_000)}`;

describe('a prediction’s inputs, as an output item shows them', () => {
	it('are as they were sent', () => {
		const inputs = { prompt: 'A boat', duration: 4, images: ['https://x/1.png'], audio: true };
		expect(shownInputs(inputs)).toEqual(inputs);
	});

	it('name a file that was sent as text by its beginning, wherever it stands', () => {
		const shown = shownInputs({ image: FILE, images: [FILE, FILE], more: { last: FILE }, n: 1 });
		expect(JSON.stringify(shown).length).toBeLessThan(500);
		expect(shown).toMatchObject({
			image: expect.stringMatching(/^data:image.png;base64,A+…$/),
			n: 1,
		});
	});

	it('are bounded, whatever they are', () => {
		const shown = shownInputs({ prompt: 'x'.repeat(1e6), list: Array(10_000).fill('y') });
		expect(JSON.stringify(shown).length).toBeLessThan(25_000);
	});
});
