import { readOutputs } from '../../../nodes/WaveSpeedVideo/api/outputs';
import type { Prediction } from '../../../nodes/WaveSpeedVideo/api/schemas';
import type { ReadResult } from '../../../nodes/WaveSpeedVideo/api/answers';
import type { ListFilter } from '../../../nodes/WaveSpeedVideo/api/client';
import { PAGE_SIZE } from '../../../nodes/WaveSpeedVideo/api/client';
import { readLook } from '../../../nodes/WaveSpeedVideo/trigger/look';
import { planLook, takeLook } from '../../../nodes/WaveSpeedVideo/trigger/watch';
import type { LookFacts } from '../../../nodes/WaveSpeedVideo/trigger/watch';
import { readState } from '../../../nodes/WaveSpeedVideo/trigger/watchState';

/** A job of the account; times in milliseconds. */
export interface Job {
	id: string;
	createdAt: number;
	/** When it ends; Infinity for one that is stuck. */
	endsAt: number;
	status?: 'completed' | 'failed' | 'deleted';
	model?: string;
	/** How long after its creation the list does not show it. */
	hiddenMs?: number;
	/** How long after its end it has no outputs. */
	outputsLateMs?: number;
}

/** The account's list and predictions at one moment. */
export function accountAt(jobs: Job[], now: number, refuses: () => boolean = () => false) {
	const at = ({ status = 'completed', outputsLateMs = 0, ...job }: Job): Prediction => {
		const ended = job.endsAt <= now;
		const has = ended && status === 'completed' && job.endsAt + outputsLateMs <= now;
		return {
			id: job.id,
			model: job.model ?? 'a/b',
			status: ended ? status : 'processing',
			outputs: readOutputs(has ? [`https://cdn.example/${job.id}.mp4`] : []),
			createdAt: new Date(job.createdAt).toISOString(),
			error: '',
		};
	};
	const broken = { kind: 'transient', reason: 'HTTP 503' } as const;
	const calls = { list: 0, get: 0 };
	return {
		calls,
		listPredictions: async ({ page = 1, createdAfter = 0 }: ListFilter) => {
			calls.list++;
			if (refuses()) return broken;
			const shown = jobs
				.filter(
					(job) => job.createdAt + (job.hiddenMs ?? 0) <= now && job.createdAt >= createdAfter,
				)
				.sort((one, other) => other.createdAt - one.createdAt)
				.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
			const predictions = shown.map((job) => ({ prediction: at(job) }));
			return { kind: 'ok', value: { predictions, length: shown.length } } as const;
		},
		getPrediction: async (id: string): Promise<ReadResult<Prediction>> => {
			calls.get++;
			if (refuses()) return broken;
			const job = jobs.find((one) => one.id === id);
			if (job) return { kind: 'ok', value: at(job) };
			const failure = { code: 'refused', httpStatus: 404, message: '', advice: '' } as const;
			return { kind: 'refused', failure: { ...failure, spent: 'no', lasting: true } };
		},
	};
}

/** One look as the trigger does it, with a state that went through n8n's database. */
export async function lookOnce(
	kept: unknown,
	account: ReturnType<typeof accountAt>,
	facts: LookFacts,
): Promise<{ state: unknown; ids: string[] } | undefined> {
	const state = readState(JSON.parse(JSON.stringify(kept ?? null)));
	const plan = planLook(state, facts);
	const runtime = { checkStop: () => {} };
	const read = await readLook(plan, state?.open ?? {}, { client: account, runtime });
	return read.kind === 'ok' ? takeLook(state, plan, read.value, facts) : undefined;
}
