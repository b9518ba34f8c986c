import fc from 'fast-check';

import { type BilledJob, FakeService } from '../../../dev/virtual/fakeService';
import { FakeTime } from '../../../dev/virtual/fakeTime';
import { runs } from '../support/runs';
import { type Execution, history, type Wish } from './keyHistory';
import { type Ended, play } from './playKeyHistory';

/** Price of the video that each item asks for, in USD. */
const SORA_USD = 1.2;

/** Price of what stands in for it. */
const SEEDANCE_USD = 0.4;

const wishOf = ({ body }: BilledJob): Wish => {
	const [key = '', text = ''] = String(body['prompt']).split(' ');
	return { key, text };
};

/** What failed and is refunded by the time of another purchase. */
const wasFreeAt = ({ end, endsAt }: BilledJob, at: number): boolean =>
	(end === 'failed' || end === 'moderated') && endsAt <= at;

/** Purchases that should not have been. */
function paidTwice(service: FakeService, executions: Execution[]): string[] {
	const isAnew = ({ key, text }: Wish) =>
		executions.some(
			({ items, changed }) =>
				changed === 'buyAnew' && items.some((item) => item.key === key && item.text === text),
		);
	return service.billed.flatMap((later, index) =>
		service.billed.slice(0, index).flatMap((earlier) => {
			const [now, before] = [wishOf(later), wishOf(earlier)];
			if (now.key !== before.key || wasFreeAt(earlier, later.createdAt)) return [];
			if (now.text !== before.text && isAnew(now)) return [];
			return [`${earlier.id} and ${later.id} for ${now.key} ${before.text}/${now.text}`];
		}),
	);
}

/** Videos that went to an item which did not ask for them. */
function wrongVideos(service: FakeService, ended: Ended[]): string[] {
	return ended.flatMap(({ execution: { items }, id, outcomes }) =>
		outcomes.flatMap(({ rows }) =>
			rows.flatMap(({ json, pairedItem }) => {
				if (json['error'] !== undefined) return [];
				const { item: index } = pairedItem as { item: number };
				const job = service.billed.find((one) => one.id === json['id']);
				const [asked, got] = [items[index], job && wishOf(job)];
				const fits = got?.key === asked?.key && got?.text === asked?.text;
				return fits ? [] : [`${id} item ${index} got ${String(json['id'])}`];
			}),
		),
	);
}

/** Videos that an execution bought, knows the IDs of, and does not name; what failed is refunded. */
function unnamed(
	service: FakeService,
	ended: Ended[],
	sent: Map<string, string>,
	lost: Set<string>,
) {
	return service.billed.flatMap(({ id, end }) => {
		if (end === 'failed' || end === 'moderated') return [];
		const by = ended.find((one) => one.id === sent.get(id));
		if (!by || by.died || lost.has(id)) return [];
		return new RegExp(`\\b${id}\\b`).test(JSON.stringify(by.outcomes)) ? [] : [`${id} of ${by.id}`];
	});
}

/** Executions that sent out more than their limit. */
function overspent(service: FakeService, ended: Ended[], sent: Map<string, string>): string[] {
	return ended.flatMap(({ id, execution: { maxCost } }) => {
		if (maxCost === undefined) return [];
		const usd = service.billed
			.filter((job) => sent.get(job.id) === id)
			.reduce((sum, { model }) => sum + (model.includes('sora') ? SORA_USD : SEEDANCE_USD), 0);
		return usd > maxCost + 1e-9 ? [`${id}: ${usd} of ${maxCost}`] : [];
	});
}

afterEach(() => jest.restoreAllMocks());

/** Of its own: what a history leaves behind must not disturb the next. */
async function onFakeTime<T>(task: (time: FakeTime) => Promise<T>): Promise<T> {
	const time = new FakeTime();
	try {
		return await task(time);
	} finally {
		time.end();
	}
}

test('whatever happens under Pay Once Keys, each is paid once, and what is paid is given or named', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (one) => {
			let chance = one.seed;
			jest.spyOn(Math, 'random').mockImplementation(() => (chance = (chance * 9301 + 0.49297) % 1));
			const { service, ended, sent } = await onFakeTime(async (time) => {
				const fake = new FakeService(time.virtual);
				return { service: fake, ...(await play(time, fake, one)) };
			});
			const answerLost = new Set(
				one.faults.includes('lostAfter') ? service.billed.map(({ id }) => id) : [],
			);

			expect({
				paidTwice: paidTwice(service, one.executions),
				wrongVideos: wrongVideos(service, ended),
				unnamed: unnamed(service, ended, sent, answerLost),
				overspent: overspent(service, ended, sent),
			}).toEqual({ paidTwice: [], wrongVideos: [], unnamed: [], overspent: [] });
		}),
		{ numRuns: runs(40) },
	);
});
