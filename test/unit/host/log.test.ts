import type { IExecuteFunctions } from 'n8n-workflow';
import { common } from '../../../nodes/WaveSpeedVideo/host/executeHost';

const loggingTo = (write: (message: string, facts?: object) => void) =>
	common({
		getNode: () => ({}),
		logger: { info: write, warn: write },
	} as unknown as IExecuteFunctions);

describe('A line of the log', () => {
	it('is one line, and shows what stands in it: addresses, ids and words come from outside', () => {
		const lines: string[] = [];
		const { log } = loggingTo((message, facts) => lines.push(message + JSON.stringify(facts)));
		const evil = 'https://cdn.example/\u001b[31m\r\n2026-01-01 forged\u202e\u2028\u0000.mp4';
		log('warn', `Download of ${evil} failed`, { url: evil, [evil]: [{ deep: evil }] });
		expect(lines).toHaveLength(1);
		expect(lines[0]).toContain('forged');
		expect(lines[0]).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
		expect(lines[0]).not.toMatch(/\\u00|\\[rn]/);
	});

	it('is bounded', () => {
		const lines: string[] = [];
		const { log } = loggingTo((message, facts) => lines.push(message + JSON.stringify(facts)));
		log('info', 'a'.repeat(1_000_000), { b: 'c'.repeat(1_000_000) });
		expect(lines[0]?.length).toBeLessThan(10_000);
	});

	it('that can’t be written fails nothing', () => {
		const { log } = loggingTo(() => {
			throw new Error('the disk is full');
		});
		expect(() => log('info', 'something')).not.toThrow();
	});
});
