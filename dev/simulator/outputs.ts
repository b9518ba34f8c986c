import { basename } from 'node:path';
import { bufferBytes, fileBytes, join } from './bytes';
import type { CdnFiles } from './cdnFiles';
import { checkReachable, fetchPicture, UnusableMedia } from './mediaSource';
import type { Picture } from './mediaSource';
import { noteBox, paddedMp4 } from './media/mp4Boxes';
import { picture } from './media/pictures';
import { contentKey } from './media/render';
import type { Frame } from './media/videos';
import { videoFile } from './media/videos';
import type { Model } from './models';
import type { OutputItem, Prediction } from './predictions';

/** Where outputs go and where input media may come from. */
export interface OutputContext {
	files: CdnFiles;
	cdnUrl: string;
	/** Grow each video to this many bytes. */
	outputBytes?: number;
	/** Show each prompt's first words in its video. */
	captions: boolean;
}

/** A character: WaveSpeed docs, "Sora 2 Characters": an object instead of a URL. */
function character({ id, inputs }: Prediction): OutputItem {
	return { id: `char_${id}`, name: inputs['name'] };
}

/**
 * Each prediction's file is its own (a note behind the video says whose it is), while the video
 * itself is encoded once for all that look alike: so a swapped output shows, and a batch of fifty
 * costs one encoding.
 */
async function publish(
	video: string,
	prediction: Prediction,
	number: number,
	{ files, cdnUrl, outputBytes }: OutputContext,
): Promise<string> {
	const { id, model, inputs } = prediction;
	const note = noteBox({ prediction: id, output: number, model, prompt: inputs['prompt'] });
	const content = outputBytes
		? await paddedMp4(video, outputBytes - note.size)
		: await fileBytes(video);
	const path = `/output/${id}${number === 0 ? '' : `-${number}`}.mp4`;
	files.put(path, {
		bytes: join(content, note),
		type: 'video/mp4',
		etag: `"${contentKey(basename(video), path)}"`,
		predictionId: id,
	});
	return `${cdnUrl}${path}`;
}

/** A picture in the colour that its prediction gives it, so that a swapped one shows. */
async function publishPicture(
	frame: Frame,
	{ id }: Prediction,
	{ files, cdnUrl }: OutputContext,
): Promise<string> {
	const content = await picture({ ...frame, format: 'jpeg', color: `0x${id.slice(0, 6)}` });
	const path = `/output/${id}.jpeg`;
	const etag = `"${contentKey(content)}"`;
	files.put(path, { bytes: bufferBytes(content), type: 'image/jpeg', etag, predictionId: id });
	return `${cdnUrl}${path}`;
}

/** The files that a job fault adds to its video. */
function publishOthers({ id, fault }: Prediction, { files, cdnUrl }: OutputContext): OutputItem[] {
	if (fault?.kind !== 'otherOutputs') return [];
	return fault.files.map(({ extension, type, content }, index) => {
		const path = `/output/${id}-other-${index}${extension}`;
		const etag = `"${contentKey(content)}"`;
		files.put(path, { bytes: bufferBytes(content), type, etag, predictionId: id });
		return `${cdnUrl}${path}`;
	});
}

async function firstPicture(
	{ inputs }: Prediction,
	{ cdnUrl, files }: OutputContext,
): Promise<Picture | undefined> {
	const { image, last_image: lastImage } = inputs;
	if (typeof lastImage === 'string') await fetchPicture(lastImage, cdnUrl, files);
	return typeof image === 'string' ? fetchPicture(image, cdnUrl, files) : undefined;
}

/**
 * Makes what the job is to deliver: real videos or pictures on the CDN, a text, or a character.
 *
 * @throws UnusableMedia when an input medium cannot be fetched or decoded
 */
export async function makeOutputs(
	prediction: Prediction,
	model: Model,
	context: OutputContext,
): Promise<OutputItem[]> {
	const { inputs, fault } = prediction;
	if (typeof inputs['video'] === 'string') {
		await checkReachable(inputs['video'], context.cdnUrl, context.files);
	}
	if (fault?.kind === 'rawOutputs') return fault.outputs as OutputItem[];
	if (model.makes === 'character') return [character(prediction)];
	if (model.makes === 'text') return [model.says?.(inputs) ?? ''];
	const given = await firstPicture(prediction, context);
	const other = fault?.kind === 'otherVideo' ? fault : undefined;
	const frame = other?.frame ??
		model.frame?.(inputs, given?.portrait ?? false) ?? { width: 1280, height: 720 };
	if (model.makes === 'picture') return [await publishPicture(frame, prediction, context)];
	const prompt = context.captions ? String(inputs['prompt'] ?? '') : undefined;
	const silent = other?.silent ?? inputs['generate_audio'] === false;
	const seconds = other?.seconds ?? Number(inputs['duration'] ?? 5);
	const content = { picture: given?.path, prompt, silent };
	const video = await videoFile(frame, seconds, content).catch((error: unknown) => {
		if (!given) throw error;
		throw new UnusableMedia('The image could not be decoded');
	});
	const count = fault?.kind === 'severalOutputs' ? fault.count : 1;
	const numbers = Array.from({ length: count }, (_, number) => number);
	const videos = await Promise.all(
		numbers.map((number) => publish(video, prediction, number, context)),
	);
	return [...videos, ...publishOthers(prediction, context)];
}
