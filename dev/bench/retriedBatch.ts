import { about } from '../simulator';
import type { World } from '../world/world';
import { chain, GENERATE, generating, givingItems } from '../world/workflows';

const ITEMS = 10;

/** A table of what Retry On Fail downloads again when the first of ten items failed at first. */
export async function retryTable(world: World): Promise<string[]> {
	const { simulator } = world;
	simulator.reset();
	simulator.settings.jobSeconds = 2;
	simulator.settings.outputBytes = 10e6;
	simulator.misbehave({
		on: 'download',
		fault: { kind: 'status', status: 404 },
		matching: about('video 0'),
	});
	const prompts = Array.from({ length: ITEMS }, (_, index) => ({ prompt: `video ${index}` }));
	const node = generating({
		operation: 'textToVideoPro',
		prompt: '={{ $json.prompt }}',
		options: { pollInterval: '' },
	});
	const retrying = { retryOnFail: true, maxTries: 2, waitBetweenTries: 200 };
	const execution = await world.run(
		chain('retried', [
			...givingItems(prompts),
			{ ...node, ...retrying, onError: 'continueRegularOutput' },
		]),
	);
	const videos = execution.items(GENERATE).filter(({ binary }) => binary?.data).length;
	if (videos !== ITEMS) throw new Error(`${videos} videos of ${ITEMS} after the retry`);
	const sent = simulator.requests
		.filter(({ operation }) => operation === 'download')
		.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
	const again = Math.max(0, sent - ITEMS * simulator.settings.outputBytes);
	return [
		'| Retry On Fail of 10 items × 10 MB, of which the first failed at first | bought | downloaded again |',
		'| --- | --- | --- |',
		`| | ${simulator.billed.length} | ${(again / 1e6).toFixed(1)} MB |`,
	];
}
