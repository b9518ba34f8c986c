/** Cells of a table. */
export type Row = string[];

/** A Markdown table. */
export function table(head: Row, rows: Row[]): string {
	const line = (cells: Row) =>
		`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
