import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { VideoModel } from '../../nodes/WaveSpeedVideo/models/model';
import { type Row, table } from './markdown';
import { entriesOf } from './panel';

const MODELS = resolve(__dirname, '../../nodes/WaveSpeedVideo/models');

const isModel = (value: unknown): value is VideoModel =>
	typeof value === 'object' &&
	value !== null &&
	['id', 'price', 'fields', 'inputs'].every((key) => key in value);

/** Every model that the node knows, by id. */
export async function allModels(): Promise<VideoModel[]> {
	const files = readdirSync(MODELS).filter((file) => file.endsWith('.ts'));
	const modules = await Promise.all(
		files.map(async (file) => (await import(join(MODELS, file))) as Record<string, unknown>),
	);
	const found = modules.flatMap((module) => Object.values(module)).filter(isModel);
	const byId = new Map(found.map((model) => [model.id, model]));
	return [...byId.values()].sort((one, other) => one.id.localeCompare(other.id, 'en'));
}

/** Dollars, with as many digits as there are, two at least. */
const dollars = (amount: number): string => {
	const exact = String(Number(amount.toFixed(6)));
	return `$${(exact.split('.')[1] ?? '').length > 2 ? exact : amount.toFixed(2)}`;
};

/** A model's prices for each picture size that it offers, those of one price together. */
function priceRows(model: VideoModel): Row[] {
	const inputOf = (field: string) =>
		Object.entries(model.parameters).find(([, name]) => name === field)?.[0] ?? '';
	const sized = model.fields.find(({ name }) => ['size', 'resolution'].includes(inputOf(name)));
	const seconds = model.fields.find(({ name }) => name === 'duration')?.default;
	const about = model.priceSource.kind === 'secondHand' ? 'about ' : '';
	const bySize = new Map<string, string[]>();
	for (const { name, value } of sized ? entriesOf(sized) : [{ name: '', value: '' }]) {
		const inputs = {
			...(sized ? { [inputOf(sized.name)]: value } : {}),
			duration: Number(seconds ?? 1),
		};
		const price = model.price(inputs);
		const said =
			price === undefined
				? 'WaveSpeed is asked'
				: seconds === undefined
					? `${dollars(price)} in all`
					: `${about}${dollars(price / Number(seconds))} per second`;
		bySize.set(said, [...(bySize.get(said) ?? []), name]);
	}
	return [...bySize].map(([said, names], index) => [
		index === 0 ? `\`${model.id}\`` : '',
		bySize.size === 1 ? 'all' : names.join(', '),
		said,
	]);
}

/** What each model costs, by size or resolution. */
export const priceTable = (models: VideoModel[]): string =>
	table(['Model', 'Size or resolution', 'Price'], models.flatMap(priceRows));
