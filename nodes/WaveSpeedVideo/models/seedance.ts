import type { PriceSource, Source } from './model';
import type { PricedChoice } from './prices';

/** What the members of the Seedance family differ in. */
export interface Seedance {
	family: string;
	name: string;
	/** Beginning of its models' ids. */
	ids: string;
	/** End of its models' ids. */
	ending?: string;
	/** WaveSpeed's page of one of its models. */
	page(model: string): Source;
	priceSource: PriceSource;
	resolutions: PricedChoice[];
	/** Longest video; all begin at 4 seconds. */
	longest: number;
	/** How many media to follow it takes at most. */
	references: { picture: number; video: number; sound: number };
	/** Whether it may look things up on the web, and whether a picture's ratio may be overruled. */
	isVersion2: boolean;
}

/** Pages of version 2.0, in WaveSpeed's API docs. */
const docs = (member: string) => (model: string) => ({
	url: `https://wavespeed.ai/docs/docs-api/bytedance/bytedance-${member}-${model}`,
	read: '2026-11-21',
});

/** Pages of version 2.5, as the model's own text for machines. */
const modelPage = (model: string) => ({
	url: `https://wavespeed.ai/models/bytedance/seedance-2.5/${model}/llms.txt`,
	read: '2026-11-21',
});

/** Rates per second at 480p, 720p, 1080p and 4k; a shorter list has fewer resolutions. */
function resolutions(...usdPerSecond: Array<number | undefined>): PricedChoice[] {
	return ['480p', '720p', '1080p', '4k']
		.slice(0, usdPerSecond.length)
		.map((value, index) => ({ value, label: value, usdPerSecond: usdPerSecond[index] }));
}

const REFERENCES_2 = { picture: 9, video: 3, sound: 3 };
/** 2.5 takes up to 50 in all; how many of each is not published. */
const REFERENCES_25 = { picture: 50, video: 50, sound: 50 };

/** 480p, 720p, 1080p and 4k cost 1, 2, 5 and 10 times the least rate. */
export const seedance2: Seedance = {
	family: 'seedance-2.0',
	name: 'Seedance 2.0',
	ids: 'bytedance/seedance-2.0/',
	page: docs('seedance-2.0'),
	priceSource: {
		kind: 'secondHand',
		from: 'rate tables that quote the model page ($0.60, $1.20, $3.00 and $6.00 for 5 s), the same in every survey since August 2026; $0.36 at 1080p was an older reading',
		read: '2026-08',
	},
	resolutions: resolutions(0.12, 0.24, 0.6, 1.2),
	longest: 15,
	references: REFERENCES_2,
	isVersion2: true,
};

/** Whether it makes 4k is not published. */
export const seedance2Fast: Seedance = {
	...seedance2,
	family: 'seedance-2.0-fast',
	name: 'Seedance 2.0 Fast',
	ids: 'bytedance/seedance-2.0-fast/',
	page: docs('seedance-2.0-fast'),
	priceSource: {
		kind: 'secondHand',
		from: 'rate tables that quote the model page ($0.50, $1.00 and $2.50 for 5 s)',
		read: '2026-08',
	},
	resolutions: resolutions(0.1, 0.2, 0.5),
};

/** "50 % of standard" on its page, another rate in a survey: so its price is asked for. */
export const seedance2Mini: Seedance = {
	...seedance2,
	family: 'seedance-2.0-mini',
	name: 'Seedance 2.0 Mini',
	ids: 'bytedance/seedance-2.0-mini/',
	page: docs('seedance-2.0-mini'),
	priceSource: { kind: 'live' },
	resolutions: resolutions(undefined, undefined, undefined),
};

export const seedance25: Seedance = {
	family: 'seedance-2.5',
	name: 'Seedance 2.5',
	ids: 'bytedance/seedance-2.5/',
	page: modelPage,
	priceSource: {
		kind: 'secondHand',
		from: 'a price survey that quotes wavespeed.ai/seedance-2-5-api ($0.90, $1.80, $4.50 and $9.00 for 5 s)',
		read: '2026-09-26',
	},
	resolutions: resolutions(0.18, 0.36, 0.9, 1.8),
	longest: 30,
	references: REFERENCES_25,
	isVersion2: false,
};

export const seedance25Turbo: Seedance = {
	...seedance25,
	family: 'seedance-2.5-turbo',
	name: 'Seedance 2.5 Turbo',
	ending: '-turbo',
	priceSource: { kind: 'secondHand', from: 'a matrix of rates per second', read: '2026-09-24' },
	resolutions: [
		{ value: '720p', label: '720p', usdPerSecond: 0.2 },
		{ value: '1080p', label: '1080p', usdPerSecond: 0.22 },
	],
};
