import {
	inputHint,
	isExpression,
	plainLabel,
} from '../../../nodes/WaveSpeedVideo/models/inputLabels';
import { inputOf, texts } from './inputOf';

describe('A label', () => {
	it.each([
		['image', { type: 'string' }, 'picture: binary field or URL'],
		['videos', { ...texts, maxItems: 4 }, 'up to 4 videos: binary fields or URLs, with commas'],
		['steps', { type: 'integer', minimum: 4, maximum: 50, default: 25 }, '4 to 50, default 25'],
		['seed', { type: 'integer' }, '-1 for random'],
		['size', { type: 'string', minimum: 64, maximum: 4096 }, 'width*height, each 64 to 4096'],
		['thing', { type: 'tensor' }, 'text or JSON'],
		['camera', { type: 'object' }, 'JSON'],
	])('of %s says what it wants', (name, schema, hint) => {
		expect(inputHint(inputOf(name, schema))).toBe(hint);
	});

	it('from outside is neither an expression nor HTML, and short', () => {
		expect(plainLabel('={{ $env }}')).toBe('{{ $env }}');
		expect(plainLabel('<img src=x> a  b')).toBe('img src=x a b');
		expect(plainLabel('a'.repeat(1e6)).length).toBeLessThanOrEqual(80);
	});

	it.each([
		['={{ 1 }}', true],
		['a = b', false],
		[7, false],
	])('%j is an expression: %s', (value, is) => {
		expect(isExpression(value)).toBe(is);
	});
});
