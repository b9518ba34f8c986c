import type { IDataObject } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import { Queue } from '../base/queue';
import { parseTime } from '../base/time';
import { readWindow } from '../generation/acquire/listWindow';
import type { Session } from './session';
import { describeInputs } from './shownInputs';

/** Times of the list may be of whole seconds, and its filter may leave out its ends (ms). */
const AROUND_MS = 2_000;

/**
 * What predictions were submitted with. A prediction itself doesn't tell; the account's list does,
 * where the service takes the wish for inputs (`include_inputs`, which its documents leave out).
 */
export class ListedInputs {
	private readonly known = new Map<string, IDataObject>();
	/** One after another: a look often tells of the run's others too. */
	private readonly looks = new Queue(() => 1);
	private isSilent = false;

	constructor(private readonly session: Pick<Session, 'client' | 'runtime'>) {}

	/** Prompt and inputs as fields of an output; empty when the service doesn't tell. */
	async of({ id, createdAt }: Prediction): Promise<IDataObject> {
		const created = parseTime(createdAt);
		if (created === undefined) return {};
		return await this.looks.run(async () => {
			if (!this.known.has(id) && !this.isSilent) await this.look(created);
			return this.known.get(id) ?? {};
		});
	}

	private async look(created: number): Promise<void> {
		const { client, runtime } = this.session;
		const [from, to] = [created - AROUND_MS, created + AROUND_MS];
		const listed = (await readWindow(from, to, client, runtime)) ?? [];
		const told = listed.filter(({ inputs }) => inputs !== undefined);
		for (const { prediction, inputs = {} } of told) {
			this.known.set(prediction.id, describeInputs(inputs));
		}
		// Who can't or won't tell is not asked for each item of the run.
		if (told.length === 0) this.isSilent = true;
	}
}
