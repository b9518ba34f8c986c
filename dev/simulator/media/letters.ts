/**
 * Text as a picture, without a font of the machine: capital letters of five by seven dots, each
 * given by its five columns, the lowest bit on top.
 */
const COLUMNS: Record<string, string> = {
	A: '7e1111117e',
	B: '7f49494936',
	C: '3e41414122',
	D: '7f4141221c',
	E: '7f49494941',
	F: '7f09090901',
	G: '3e4149497a',
	H: '7f0808087f',
	I: '00417f4100',
	J: '2040413f01',
	K: '7f08142241',
	L: '7f40404040',
	M: '7f020c027f',
	N: '7f0408107f',
	O: '3e4141413e',
	P: '7f09090906',
	Q: '3e4151215e',
	R: '7f09192946',
	S: '4649494931',
	T: '01017f0101',
	U: '3f4040403f',
	V: '1f2040201f',
	W: '3f4038403f',
	X: '6314081463',
	Y: '0708700807',
	Z: '6151494543',
	'0': '3e5149453e',
	'1': '00427f4000',
	'2': '4261514946',
	'3': '2141454b31',
	'4': '1814127f10',
	'5': '2745454539',
	'6': '3c4a494930',
	'7': '0171090503',
	'8': '3649494936',
	'9': '064949291e',
	'.': '0060600000',
	',': '0050300000',
	':': '0036360000',
	'-': '0808080808',
	"'": '0005030000',
	'!': '00005f0000',
	'?': '0201510906',
};

const BLANK = '0000000000';

/** Of a letter with the room around it, in dots. */
const CELL = { width: 6, height: 9 };

/** How many letters of a certain size go into a width. */
export const lettersIn = (width: number, dot: number): number =>
	Math.floor(width / (CELL.width * dot)) - 1;

/** Capital letters without accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();

/**
 * White letters on black, as a PGM picture of exactly this width.
 *
 * @param dot edge of a dot, in pixels
 */
export function letterPicture(lines: readonly string[], width: number, dot: number): Buffer {
	const height = (lines.length * CELL.height + 2) * dot;
	const pixels = Buffer.alloc(width * height);
	lines.forEach((line, row) => {
		[...plain(line)].forEach((letter, column) => {
			const columns = Buffer.from(COLUMNS[letter] ?? BLANK, 'hex');
			columns.forEach((bits, x) => {
				for (let y = 0; y < 7; y++) {
					if (((bits >> y) & 1) === 0) continue;
					const left = ((column + 0.5) * CELL.width + x) * dot;
					const top = (row * CELL.height + 2 + y) * dot;
					for (let at = top; at < top + dot; at++) {
						pixels.fill(255, at * width + left, at * width + left + dot);
					}
				}
			});
		});
	});
	return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), pixels]);
}
