import { benchDownloadMemory } from './downloadMemory';
import { benchDownloadSpeed } from './downloadSpeed';

/** Large downloads into a real n8n: our node, n8n's HTTP Request node, a node that buffers, curl. */
export async function benchDownloads(): Promise<void> {
	console.log('## Speed\n');
	await benchDownloadSpeed();
	console.log('\n## Memory\n');
	await benchDownloadMemory();
}
