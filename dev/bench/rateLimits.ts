import { fixedWindow, retryAfters, slidingWindow, tokenBucket } from '../virtual/rateLimits';
import { throughTurnstile } from '../virtual/throughTurnstile';
import { VirtualTime } from '../virtual/virtualTime';
import { writeDocument } from './document';

const SIZES = [10, 40, 100, 300];

const RATES: Array<[name: string, limit: number, spanMs: number]> = [
	['2 a minute', 2, 60_000],
	['5 a minute', 5, 60_000],
	['60 a minute', 60, 60_000],
	['10 a second', 10, 1_000],
];

const SERVICES = {
	// Half of the first window is over already.
	'fixed window': (limit: number, spanMs: number, start: number) =>
		fixedWindow(limit, spanMs, start, spanMs / 2),
	'sliding window': slidingWindow,
	'token bucket': tokenBucket,
};

const HEADERS = ['none', 'honest', 'too short', 'too long'];

const time = (ms: number) =>
	ms < 120_000 ? `${(ms / 1000).toFixed(0)} s` : `${(ms / 60_000).toFixed(1)} min`;

/**
 * Batches of submissions under rate limits, on virtual time: attempts and time until the last is
 * accepted, against the least that the limit allows. Renews `docs/rate-limits.md`.
 */
export async function benchRateLimits(): Promise<void> {
	const lines = [
		`| limit | counted by | Retry-After | ${SIZES.map((size) => `${size} items`).join(' | ')} |`,
		`| --- | --- | --- |${' --- |'.repeat(SIZES.length)}`,
	];
	for (const [rate, limit, spanMs] of RATES) {
		for (const [counted, service] of Object.entries(SERVICES)) {
			for (const header of HEADERS) {
				const cells: string[] = [];
				for (const items of SIZES) {
					const clock = new VirtualTime(Math.random);
					const account = service(limit, spanMs, clock.now());
					const passed = await throughTurnstile({
						items,
						time: clock,
						limit: account,
						retryAfter: retryAfters[header],
						random: Math.random,
					});
					if (passed.accepted.length < items) throw new Error('Items were given up');
					const ideal = account.idealMs(items);
					cells.push(`${passed.attempts.length} / ${time(passed.lastedMs)} / ${time(ideal)}`);
				}
				lines.push(`| ${[rate, counted, header, ...cells].join(' | ')} |`);
			}
		}
	}
	console.log(lines.join('\n'));
	await writeDocument('rate-limits.md', [
		'# Batches under rate limits',
		'',
		'Made by `npm run bench rateLimits`: submissions on virtual time, answers after 300 ms ± 40 %, Max Concurrent Generations 100. Each cell: attempts / time until the last item is accepted / the shortest time that the limit allows to one who knows it.',
		'',
		...lines,
		'',
		'WaveSpeed’s limits are per minute (2 videos a minute for a new account); whether it sends Retry-After is not documented. Until the first 429 nothing but a third of the items holds submissions back. From then on as many are sent a minute as were accepted, and one more is tried rarely. If a knock after 1 or 4 seconds is let through, the limit is taken for one of seconds, and its pace is searched. Retry-After is obeyed, up to a minute, while nothing is known. A service that asks for a minute too long costs that minute and about two more until it is seen through.',
		'',
		'A batch is given up when nothing of it is accepted for 15 minutes; never while anything is.',
		'',
	]);
}
