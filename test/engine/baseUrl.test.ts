import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { textToVideo } from './harness/parameters';
import { runWorkflow } from './harness/runWorkflow';
import { onWire, useWires } from './harness/wire';

/** The credential's Base URL decides who gets to see the key. */
useHost();
useWires();

describe('A Base URL', () => {
	test.concurrent.each([
		['http://api.wavespeed.ai', 'https'],
		['http://192.168.1.10:8080', 'https'],
		['ftp://127.0.0.1', 'https'],
		['wavespeed', 'not a URL'],
		['https://user:secret@api.wavespeed.ai', 'without user name'],
	])('of %s is refused before the key is sent anywhere', (baseUrl, says) =>
		onWire(
			async (wire) => {
				const run = await runWorkflow({
					credentials: { apiKey: 'wsk_test_key', baseUrl },
					parameters: textToVideo(),
				});
				expect(run.status).toBe('error');
				expect(errorText(run)).toContain('Base URL');
				expect(errorText(run)).toContain(says);
				expect(JSON.stringify(run)).not.toContain('secret');
				expect(wire.requests).toEqual([]);
			},
			baseUrl.startsWith('http') ? baseUrl : undefined,
		)(),
	);
});
