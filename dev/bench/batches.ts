import { cpus } from 'node:os';
import { writeDocument } from './document';
import { World } from '../world/world';
import { chain, GENERATE, generating, givingItems } from '../world/workflows';

const JOB_SECONDS = 10;
const BATCHES = [1, 10, 50];

/** Seconds that the node took, as n8n recorded it, and how many items it gave. */
async function runBatch(world: World, count: number, maxConcurrent?: number) {
	const { simulator } = world;
	simulator.reset();
	simulator.settings.jobSeconds = JOB_SECONDS;
	const items = Array.from({ length: count }, () => ({ prompt: 'A paper boat in the rain' }));
	const execution = await world.run(
		chain(`batch of ${count}`, [
			...givingItems(items),
			generating({
				operation: 'textToVideoPro',
				prompt: '={{ $json.prompt }}',
				size: '1280*720',
				duration: 4,
				// The schedule that users get, not the short interval of the tests.
				options: { pollInterval: '', ...(maxConcurrent ? { maxConcurrent } : {}) },
			}),
		]),
	);
	const run = execution.runs(GENERATE).at(-1);
	if (execution.status !== 'success' || !run) throw new Error('The batch failed');
	return { seconds: run.executionTime / 1000, videos: execution.items(GENERATE).length };
}

/**
 * Wall time of the node in a real n8n, for batches of jobs of 10 s, against the sum of the jobs and
 * the slowest of them (which is the ideal). Prints a table and renews `docs/batch-benchmark.md`.
 */
export async function benchBatches(): Promise<void> {
	const world = await World.create();
	const lines = [
		'| items | sum of jobs | slowest job | actual | ideal / actual |',
		'| --- | --- | --- | --- | --- |',
	];
	try {
		// The first run also encodes the simulator's video.
		await runBatch(world, 1);
		for (const count of BATCHES) {
			const { seconds, videos } = await runBatch(world, count);
			if (videos !== count) throw new Error(`${videos} videos of ${count}`);
			const share = (JOB_SECONDS / seconds).toFixed(2);
			const sum = count * JOB_SECONDS;
			lines.push(`| ${count} | ${sum} s | ${JOB_SECONDS} s | ${seconds.toFixed(1)} s | ${share} |`);
		}
		const { seconds } = await runBatch(world, 3, 1);
		lines.push('', `Three items with Max Concurrent Generations = 1: ${seconds.toFixed(1)} s.`);
	} finally {
		await world.close();
	}
	console.log(lines.join('\n'));
	await writeDocument('batch-benchmark.md', [
		'# Batches measured',
		'',
		`Made by \`npm run bench batches\` on ${cpus().length} cores: the packed node in a real n8n 2.41.1, text to video against the simulator, jobs of ${JOB_SECONDS} s, default options. Actual is the time that n8n recorded for the node, downloads included; a job's end is seen at the next check, every 5 s.`,
		'',
		...lines,
		'',
	]);
}
