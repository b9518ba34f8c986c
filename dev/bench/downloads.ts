import { cpus } from 'node:os';
import { renewPart } from './document';
import { downloadSpeedTable } from './downloadSpeed';

/**
 * Large downloads into a real n8n: our node, n8n's HTTP Request node, a node that buffers, curl.
 * Renews `docs/download-benchmark.md`.
 */
export async function benchDownloads(): Promise<void> {
	const table = await downloadSpeedTable();
	await renewPart('download-benchmark.md', 'speed', [
		`On ${cpus().length} cores; all ways in turn in each of two rounds in one n8n, middle (least–most).`,
		'',
		...table,
	]);
}
