import { Fields } from './fields';
import { UnreadableMp4 } from './refusal';

/** The part of a track that is shown, and when. */
export interface Edit {
	/** Seconds before it begins. */
	leadSeconds: number;
	/** Where in the track it begins, in the track's ticks. */
	from: number;
	/** How long it is, in seconds; undefined: to the track's end. */
	seconds?: number;
}

const WHOLE: Edit = { leadSeconds: 0, from: 0 };

const REENCODE = 'Re-encode the clip, so that what is hidden is gone.';

/**
 * Reads an edit list (`elst`, ISO/IEC 14496-12, 8.6.6). A film's track can have one edit only
 * (Chromium and others play several wrongly), so a clip may have one too, with empty ones before it.
 *
 * @param movieTimescale of `mvhd`, ticks per second
 */
export function readEdit(elst: Uint8Array | undefined, movieTimescale: number): Edit {
	if (!elst) return WHOLE;
	const fields = new Fields(elst, 'elst');
	const { version } = fields.fullBox();
	let edit: Edit | undefined;
	let leadSeconds = 0;
	for (let left = fields.count(version === 1 ? 20 : 12); left > 0; left--) {
		const duration = version === 1 ? fields.u64() : fields.u32();
		const from = version === 1 ? fields.i64() : fields.i32();
		const rate = fields.i16() + fields.i16() / 65536;
		if (from < 0 && !edit) {
			leadSeconds += duration / movieTimescale;
		} else if (edit || from < 0) {
			throw new UnreadableMp4('was cut into several pieces by an edit list', REENCODE);
		} else if (rate !== 1) {
			throw new UnreadableMp4(`plays at ${rate} times its speed by an edit list`, REENCODE);
		} else {
			edit = {
				leadSeconds: 0,
				from,
				seconds: duration > 0 ? duration / movieTimescale : undefined,
			};
		}
	}
	return { ...(edit ?? WHOLE), leadSeconds };
}
