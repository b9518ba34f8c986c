/** A clip that can't become part of the film as it is. Nothing was written. */
export class CannotJoin extends Error {
	/**
	 * @param clip index of the clip, from 0
	 * @param problem goes on after the clip's name: "has no picture track"
	 * @param advice what to do about it
	 */
	constructor(
		readonly clip: number,
		readonly problem: string,
		readonly advice: string,
	) {
		super(`Clip ${clip + 1} ${problem}`);
	}
}

/** A file that is no MP4, is damaged, or uses a feature that can't be joined; by the readers of boxes. */
export class UnreadableMp4 extends Error {
	/** @param problem goes on after the clip's name: "is damaged: …" */
	constructor(
		readonly problem: string,
		readonly advice = RENEW,
	) {
		super(problem);
	}
}

const RENEW = 'Generate or download the clip again.';

/** Makes "is damaged: …" of what is wrong with a table or box. */
export function damaged(what: string): UnreadableMp4 {
	return new UnreadableMp4(`is damaged: ${what}`);
}
