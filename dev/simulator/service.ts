import type { Account } from './account';
import type { Callbacks } from './callbacks';
import type { CdnFiles } from './cdnFiles';
import type { Jobs } from './jobs';
import type { Predictions } from './predictions';
import type { RouteContext } from './route';
import type { Settings } from './settings';
import type { Uploads } from './uploads';

/** The simulated service, as its routes see it. */
export interface Service extends RouteContext {
	apiKey: string;
	settings: Settings;
	account: Account;
	predictions: Predictions;
	jobs: Jobs;
	callbacks: Callbacks;
	uploads: Uploads;
	files: CdnFiles;
	/** Base URLs, known once the servers listen. */
	urls: { api: string; cdn: string };
}
