/**
 * Renders one FFmpeg filter graph into one file. Runs as a process of its own (see render.ts):
 * node-av is ESM only, which jest cannot load, and encoding would hold the event loop.
 *
 * The job comes as JSON in the first argument; the paths in it are relative to the working folder.
 */
import {
	AV_LOG_ERROR,
	AV_OPT_SEARCH_CHILDREN,
	AV_OPT_TYPE_STRING,
	Decoder,
	Demuxer,
	Encoder,
	Log,
	Muxer,
} from 'node-av';
import type { CodecContext, FFEncoderCodec, Frame, Stream } from 'node-av';
import type { RenderJob, TrackEncoding } from './render';

interface Track {
	decoder: Decoder;
	encoder: Encoder;
	index: number;
}

/** Codec options go on the context: handed to createSync they are freed twice (node-av 6.1.1). */
function applyOptions(context: CodecContext, options: Record<string, string>): void {
	for (const [name, value] of Object.entries(options)) {
		const result = context.setOption(name, value, AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN);
		if (result < 0) throw new Error(`The encoder refused the option ${name}=${value}`);
	}
}

function openTrack(output: Muxer, stream: Stream, encoding: TrackEncoding | undefined): Track {
	if (!encoding) throw new Error(`No encoding given for stream ${stream.index} of the graph`);
	const decoder = Decoder.createSync(stream);
	const encoder = Encoder.createSync(encoding.codec as FFEncoderCodec, {
		decoder,
		autoResample: true,
		autoFormat: true,
		configure: (context) => applyOptions(context, encoding.options ?? {}),
	});
	return { decoder, encoder, index: output.addStream(encoder, { inputStream: stream }) };
}

/** Encodes one frame; null flushes the encoder. */
function encode(output: Muxer, track: Track, frame: Frame | null): void {
	for (const packet of track.encoder.encodeAllSync(frame)) {
		output.writePacketSync(packet, track.index);
		packet.free();
	}
	frame?.free();
}

function render(job: RenderJob & { output: string }): void {
	const input = Demuxer.openSync(job.graph, { format: 'lavfi' });
	const output = Muxer.openSync(job.output, { format: job.format, options: job.muxer ?? {} });
	const tracks = input.streams.map((stream) => openTrack(output, stream, job.tracks[stream.index]));
	for (const packet of input.packetsSync()) {
		if (!packet) break;
		const track = tracks[packet.streamIndex];
		if (!track) throw new Error('The graph gave a packet of an unknown stream');
		for (const frame of track.decoder.decodeAllSync(packet)) encode(output, track, frame);
		packet.free();
	}
	for (const track of tracks) {
		for (const frame of track.decoder.decodeAllSync(null)) encode(output, track, frame);
		encode(output, track, null);
		track.encoder.close();
		track.decoder.close();
	}
	output.closeSync();
	input.closeSync();
}

Log.setLevel(AV_LOG_ERROR);
render(JSON.parse(process.argv[2] ?? '{}') as RenderJob & { output: string });
