import { isWanted } from '../../../nodes/WaveSpeedVideo/trigger/wanted';
import type { LookFacts } from '../../../nodes/WaveSpeedVideo/trigger/watch';
import { accountAt, type Job, lookOnce } from './watchedAccount';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const START = Date.UTC(2026, 10, 26);

export const facts = (now: number, more: Partial<LookFacts> = {}): LookFacts => ({
	now,
	lookBackMs: 24 * HOUR,
	process: 'first',
	account: 'mine',
	wanted: (prediction) => isWanted(prediction, { event: 'completed', models: [] }),
	...more,
});

/** What may happen to n8n in a minute of the property below. */
export type Happening =
	| 'nothing'
	| 'crash before the execution'
	| 'crash before the save'
	| 'restart'
	| 'outage'
	| 'static data put back';

export const happenings: Happening[] = [
	'crash before the execution',
	'crash before the save',
	'restart',
	'outage',
	'static data put back',
];

/** n8n as it treats a polling trigger: it saves when it emits, side by side with the execution. */
export class FakeN8n {
	/** What executions of the trigger gave, after the claims in n8n's database. */
	readonly given: string[] = [];
	private readonly claimed = new Set<string>();
	private saved: unknown;
	private earlier: unknown;
	private memory: unknown;
	private life = 0;

	constructor(private readonly jobs: Job[]) {}

	async activate(now: number): Promise<void> {
		this.life++;
		this.memory = this.saved;
		this.emit((await this.look(now, () => false)) ?? [], 'nothing');
		this.save();
	}

	async minute(now: number, happening: Happening): Promise<void> {
		let asked = 0;
		const ids = await this.look(now, () => happening === 'outage' && asked++ > 0);
		this.emit(ids ?? [], happening);
		if (happening === 'static data put back') this.saved = this.earlier;
		if (happening.startsWith('crash') || happening === 'restart') await this.activate(now + 1_000);
	}

	private async look(now: number, refuses: () => boolean): Promise<string[] | undefined> {
		const account = accountAt(this.jobs, now, refuses);
		const seen = await lookOnce(this.memory, account, facts(now, { process: String(this.life) }));
		if (seen) this.memory = seen.state;
		return seen?.ids;
	}

	private emit(ids: string[], happening: Happening): void {
		if (ids.length === 0) return;
		if (happening !== 'crash before the save') this.save();
		if (happening === 'crash before the execution') return;
		for (const id of ids) {
			if (!this.claimed.has(id)) this.given.push(id);
			this.claimed.add(id);
		}
	}

	private save(): void {
		this.earlier = this.saved;
		this.saved = JSON.parse(JSON.stringify(this.memory));
	}
}
