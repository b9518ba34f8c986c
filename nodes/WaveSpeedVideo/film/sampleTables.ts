import { Fields } from './fields';
import { damaged, UnreadableMp4 } from './refusal';
import { SampleList, tooManySamples } from './sampleList';

/** The tables of a sample table box (`stbl`), by type. */
export type Tables = ReadonlyMap<string, Uint8Array>;

function table(tables: Tables, type: string): Fields {
	const body = tables.get(type);
	if (!body) throw damaged(`its table "${type}" is missing`);
	const fields = new Fields(body, type);
	fields.fullBox();
	return fields;
}

/** The number of samples without reading them, not checked against anything but the box (`stsz`, ISO/IEC 14496-12, 8.7.3). */
function countSamples(tables: Tables): number {
	if (tables.has('stz2')) {
		throw new UnreadableMp4('has a table of sizes that cannot be joined (stz2)');
	}
	const fields = table(tables, 'stsz');
	return fields.u32() === 0 ? fields.count(4) : fields.u32();
}

/**
 * Reads a track's tables into one list, checking each count against its box and each place against
 * the file.
 *
 * @param fileBytes size of the file
 * @param maxSamples how many the film can still take
 */
export function readSamples(tables: Tables, fileBytes: number, maxSamples: number): SampleList {
	const count = countSamples(tables);
	if (count > maxSamples) throw tooManySamples();
	const samples = new SampleList(count);
	samples.count = count;
	if (count === 0) return samples;
	readSizes(table(tables, 'stsz'), samples);
	readTimes(table(tables, 'stts'), samples);
	if (tables.has('ctts')) readShifts(table(tables, 'ctts'), samples);
	readSync(tables, samples);
	readPlaces(tables, samples);
	checkPlaces(samples, fileBytes);
	return samples;
}

function readSizes(stsz: Fields, { sizes, count }: SampleList): void {
	const same = stsz.u32();
	stsz.u32();
	if (same > 0) sizes.fill(same);
	else for (let index = 0; index < count; index++) sizes[index] = stsz.u32();
}

/** Decoding times (`stts`, 8.6.1.2). */
function readTimes(stts: Fields, samples: SampleList): void {
	let index = 0;
	for (let runs = stts.count(8); runs > 0; runs--) {
		const upTo = Math.min(samples.count, index + stts.u32());
		const duration = stts.u32();
		for (; index < upTo; index++) {
			samples.times[index] = samples.end;
			samples.end += duration;
		}
	}
	if (index < samples.count) throw damaged('it has fewer times than samples');
}

/** Composition shifts (`ctts`, 8.6.1.3); writers put signed ones into version 0 too. */
function readShifts(ctts: Fields, { shifts, count }: SampleList): void {
	let index = 0;
	for (let runs = ctts.count(8); runs > 0; runs--) {
		const upTo = Math.min(count, index + ctts.u32());
		shifts.fill(ctts.i32(), index, upTo);
		index = upTo;
	}
	if (index < count) throw damaged('it has fewer composition times than samples');
}

/** Samples where decoding can begin (`stss`, 8.6.2); without the table all of them. */
function readSync(tables: Tables, { sync, count }: SampleList): void {
	if (!tables.has('stss')) {
		sync.fill(1);
		return;
	}
	const stss = table(tables, 'stss');
	for (let entries = stss.count(4); entries > 0; entries--) {
		const number = stss.u32();
		if (number < 1 || number > count) throw damaged('a key frame that does not exist');
		sync[number - 1] = 1;
	}
}

/** Places of the samples from chunks (`stsc`, 8.7.4; `stco` and `co64`, 8.7.5). */
function readPlaces(tables: Tables, samples: SampleList): void {
	const long = !tables.has('stco');
	const chunks = table(tables, long ? 'co64' : 'stco');
	const chunkCount = chunks.count(long ? 8 : 4);
	const stsc = table(tables, 'stsc');
	let runs = stsc.count(12);
	let perChunk = 0;
	let nextRunAt = runs > 0 ? stsc.u32() : 0;
	if (nextRunAt !== 1) throw damaged('its chunks have no beginning');
	let index = 0;
	for (let chunk = 1; chunk <= chunkCount && index < samples.count; chunk++) {
		if (chunk === nextRunAt) {
			perChunk = stsc.u32();
			if (stsc.u32() !== 1) {
				throw new UnreadableMp4('changes its encoding on the way (several sample descriptions)');
			}
			nextRunAt = --runs > 0 ? stsc.u32() : Infinity;
			if (nextRunAt <= chunk) throw damaged('its chunks are not in order');
		}
		let offset = long ? chunks.u64() : chunks.u32();
		const upTo = Math.min(samples.count, index + perChunk);
		for (; index < upTo; index++) {
			samples.offsets[index] = offset;
			offset += samples.size(index);
		}
	}
	if (index < samples.count) throw damaged('it has fewer places than samples');
}

function checkPlaces(samples: SampleList, fileBytes: number): void {
	for (let index = 0; index < samples.count; index++) {
		if (samples.offset(index) + samples.size(index) > fileBytes) {
			throw damaged(`it ends early: ${fileBytes} bytes, its samples reach further`);
		}
	}
}
