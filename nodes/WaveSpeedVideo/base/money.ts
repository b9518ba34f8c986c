/** Without the dust of floating point; some prices are below a cent. */
export const roundUsd = (usd: number) => Math.round(usd * 1e6) / 1e6;

/** "$1.20"; with more digits where cents don't tell it all. */
export function dollars(usd: number): string {
	const exact = roundUsd(usd);
	const cents = exact.toFixed(2);
	return `$${Number(cents) === exact ? cents : String(exact)}`;
}
