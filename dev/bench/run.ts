import { benchBatches } from './batches';
import { benchDownloadMemory } from './downloadMemory';
import { benchDownloads } from './downloads';
import { benchJoining } from './joining';
import { benchKeyRaces } from './keyRaces';
import { benchLoading } from './loading';
import { benchParkedDownloads } from './parkedDownloads';
import { benchPolling } from './polling';
import { benchRateLimits } from './rateLimits';
import { benchReceipts } from './receipts';
import { benchWaiting } from './waiting';

const benches: Record<string, () => Promise<void>> = {
	batches: benchBatches,
	downloads: benchDownloads,
	downloadMemory: benchDownloadMemory,
	join: benchJoining,
	keyRaces: benchKeyRaces,
	loading: benchLoading,
	parkedDownloads: benchParkedDownloads,
	polling: benchPolling,
	rateLimits: benchRateLimits,
	receipts: benchReceipts,
	waiting: benchWaiting,
};

/** `npm run bench` runs all; `npm run bench polling` one. */
async function main(names: string[]): Promise<void> {
	for (const name of names.length > 0 ? names : Object.keys(benches)) {
		const bench = benches[name];
		if (!bench)
			throw new Error(`No bench "${name}". There are: ${Object.keys(benches).join(', ')}`);
		console.log(`# ${name}\n`);
		await bench();
	}
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
