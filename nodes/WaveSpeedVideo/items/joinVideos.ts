import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../api/failure';
import type { Host } from '../base/host';
import type { Runtime } from '../base/runtime';
import { planFilm } from '../film/film';
import type { Film } from '../film/film';
import { CannotJoin } from '../film/refusal';
import { clipOf } from '../media/in/clips';
import type { Clip } from '../media/in/clips';
import { missingFile } from '../media/in/mediaInput';
import { makeFileName } from '../media/out/fileName';
import { isBuffered, MAX_BUFFERED, storeFilm } from '../media/out/storeFilm';
import { reasonOf } from '../media/out/part';
import type { FilmItems } from './filmOrder';

/** What a film is made with. */
export interface JoinOptions {
	/** The items' binary field. */
	inputField: string;
	outputField: string;
	/** `{group}` and `{item}` stand for the group and the first item. */
	fileName: string;
	skipMissing: boolean;
	withSound: boolean;
}

export type JoinResult =
	| { kind: 'film'; row: INodeExecutionData; leftOut: string[] }
	/** `item` is the one that it is about. */
	| { kind: 'failed'; failure: Failure; item: number };

interface Part {
	item: number;
	binary: IBinaryData;
}

/** Makes one film of the items' videos and puts it into n8n's storage. Costs nothing. */
export async function joinVideos(
	host: Host,
	runtime: Runtime,
	{ group, items }: FilmItems,
	options: JoinOptions,
): Promise<JoinResult> {
	const gathered = gatherParts(host, items, options);
	if ('failed' in gathered) return gathered.failed;
	const { parts, first, skipped } = gathered;
	const binaries = parts.map(({ binary }) => binary);
	const opened = await openClips(host, runtime, parts);
	if ('failed' in opened) return opened.failed;
	const { clips } = opened;
	const bytes = clips.reduce((sum, clip) => sum + clip.bytes, 0);
	if (isBuffered(binaries) && bytes > MAX_BUFFERED) {
		return failed(
			first.item,
			`The clips have ${Math.round(bytes / 1e6)} MB together, and this n8n keeps each file in memory while it stores it: at most ${Math.round(MAX_BUFFERED / 1e6)} MB`,
			"Join fewer clips into one film, or set n8n's N8N_DEFAULT_BINARY_DATA_MODE to filesystem.",
		);
	}
	try {
		const film = await planFilm(clips, { withSound: options.withSound });
		const facts = { model: 'film', id: group ?? 'film', item: first.item, output: 0 };
		const name = options.fileName.replaceAll('{group}', () => group ?? 'film');
		const fileName = makeFileName(name, { ...facts, extension: 'mp4' });
		const binary = await storeFilm(host, film, binaries, fileName);
		const leftOut = describeLeftOut(film, parts);
		return {
			kind: 'film',
			leftOut,
			row: {
				json: describeFilm(film, parts, { group, skipped, leftOut }),
				binary: { [options.outputField]: binary },
				pairedItem: items.map((item) => ({ item })),
			},
		};
	} catch (error) {
		runtime.checkStop();
		return notJoined(error, parts, first);
	}
}

/** The videos in the order of their items; where one is missing, as the options say. */
function gatherParts(
	host: Host,
	items: readonly number[],
	{ inputField, skipMissing }: JoinOptions,
): { parts: Part[]; first: Part; skipped: number[] } | { failed: JoinResult } {
	const parts: Part[] = [];
	const skipped: number[] = [];
	for (const item of items) {
		const binary = host.binary.ofItem(item, inputField);
		if (binary) parts.push({ item, binary });
		else if (skipMissing) skipped.push(item);
		else {
			const { problem, advice } = missingFile(host, item, inputField);
			const message = `${problem}, so the film would lack a clip`;
			return { failed: failed(item, message, `${advice} Or set Missing Clips to Skip.`) };
		}
	}
	const [first] = parts;
	if (first) return { parts, first, skipped };
	const advice = 'Name the binary field that holds the videos in Input Data Field Name.';
	return { failed: failed(items[0] ?? 0, 'None of the items has a video to join', advice) };
}

/** Why there is no film. */
function notJoined(error: unknown, parts: readonly Part[], first: Part): JoinResult {
	if (error instanceof CannotJoin) {
		const { problem, advice, clip } = error;
		const others = parts.length > 1 ? ' with the others' : '';
		const message = `This video cannot be joined${others} without re-encoding: it ${problem}`;
		return failed(parts[clip]?.item ?? first.item, message, `${advice} ${REENCODE}`);
	}
	const advice = "Run it again; n8n's log and disk may tell more.";
	return failed(first.item, `The film could not be stored: ${reasonOf(error)}`, advice);
}

/** The clips' files; nothing is read yet, but their sizes. */
async function openClips(
	host: Host,
	runtime: Runtime,
	parts: readonly Part[],
): Promise<{ clips: Clip[] } | { failed: JoinResult }> {
	const clips: Clip[] = [];
	for (const { item, binary } of parts) {
		try {
			clips.push(await clipOf(host, binary, runtime));
		} catch (error) {
			runtime.checkStop();
			const message = `Its video cannot be read from n8n's storage: ${reasonOf(error)}`;
			const advice =
				'n8n keeps a file for as long as the execution that made it: get the clip again in this workflow.';
			return { failed: failed(item, message, advice) };
		}
	}
	return { clips };
}

const REENCODE =
	'WaveSpeed re-encodes and joins two to four clips by their URLs with the Custom Model wavespeed-ai/vace-video-joiner.';

function failed(item: number, message: string, advice: string): JoinResult {
	const failure: Failure = { code: 'cannot_join', message, spent: 'no', advice, lasting: false };
	return { kind: 'failed', failure, item };
}

function describeLeftOut({ clips }: Film, parts: readonly Part[]): string[] {
	return clips.flatMap(({ leftOut }, index) =>
		leftOut.length > 0 ? [`item ${parts[index]?.item}: ${leftOut.join(', ')}`] : [],
	);
}

function describeFilm(
	film: Film,
	parts: readonly Part[],
	{ group, skipped, leftOut }: { group?: string; skipped: number[]; leftOut: string[] },
): IDataObject {
	const { width, height, seconds, frameRate, codec, audioCodec, bytes } = film;
	return {
		...(group === undefined ? {} : { group }),
		video: {
			width,
			height,
			durationSeconds: rounded(seconds),
			frameRate: rounded(frameRate),
			codec,
			audioCodec: audioCodec ?? null,
			bytes,
		},
		clips: film.clips.map((clip, index) => ({
			item: parts[index]?.item,
			start: rounded(clip.start),
			duration: rounded(clip.seconds),
		})),
		skipped,
		leftOut,
	};
}

/** To milliseconds. */
function rounded(value: number): number {
	return Math.round(value * 1000) / 1000;
}
