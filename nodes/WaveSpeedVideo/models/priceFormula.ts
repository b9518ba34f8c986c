/** WaveSpeed's formulas are JSONata; ours are read for names alone, never run. */
const LONGEST_FORMULA = 20_000;
const LITERALS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const WORDS = /\$?[A-Za-z_]\w*/g;

/** The inputs that a model's price formula reads; undefined where there is none. */
export function inputsOfFormula(
	formula: string | undefined,
	inputs: readonly string[],
): string[] | undefined {
	if (!formula) return undefined;
	const known = new Set(inputs);
	const words = formula.slice(0, LONGEST_FORMULA).replace(LITERALS, '""').match(WORDS) ?? [];
	return [...new Set(words)].filter((word) => known.has(word));
}
