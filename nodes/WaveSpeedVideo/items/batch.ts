import { LostSearch } from '../generation/acquire/findLost';
import type { Ledger } from '../generation/acquire/ledger';
import { processRecord } from '../generation/acquire/processRecord';
import type { Recall } from '../generation/acquire/recall';
import { Turnstile } from '../generation/acquire/turnstile';
import { openExperience } from '../generation/follow/experience';
import { createFollower } from '../generation/follow/follower';
import type { GenerateDeps } from '../generation/generate';
import type { MediaFile } from '../media/in/mediaFile';
import type { Uploaded } from '../media/in/upload';
import { createUploads } from '../media/in/uploads';
import type { Budget } from './budget';
import type { Finish } from './finish';
import type { Pricing } from './pricing';
import type { RunOptions } from './runOptions';
import { isLimited } from './runOptions';
import type { Session } from './session';
import type { Waiting } from './waiting/waiting';

/** What the items of one batch share. */
export interface Batch {
	session: Session;
	deps: GenerateDeps;
	budget: Budget;
	prices: Pricing;
	finish: Finish;
	waiting: Waiting;
	upload(file: MediaFile): Promise<Uploaded>;
}

/** @param total how many items it has */
export function openBatch(
	session: Session,
	ledger: Ledger,
	recall: Recall,
	options: RunOptions & { waiting: Waiting },
	budget: Budget,
	finishItem: Finish,
	total: number,
): Batch {
	const { host, runtime, client, apiUrl, account } = session;
	const experience = openExperience(host.workflowData, apiUrl, () => runtime.random());
	const deps: Omit<GenerateDeps, 'search'> = {
		client,
		ledger,
		turnstile: new Turnstile(total, options.maxConcurrent, runtime),
		runtime,
		follower: createFollower({ client, runtime, experience, total }),
		executionId: host.executionId,
		account,
		isRetry: host.isRetry,
		lost: options.lost,
		record: processRecord(apiUrl),
		recall,
	};
	return {
		session,
		deps: { ...deps, search: new LostSearch(deps) },
		budget,
		prices: { source: options.priceSource, limited: isLimited(options) },
		finish: finishItem,
		waiting: options.waiting,
		upload: createUploads(host.context, { host, client, runtime, apiUrl }),
	};
}
