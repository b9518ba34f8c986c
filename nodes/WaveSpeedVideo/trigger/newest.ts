import { RunFailure } from '../api/failure';
import type { Session } from '../items/session';
import { readFailure } from '../operations/predictionId';
import { readList } from './look';
import { HOUR_MS, MAX_LOOK_BACK } from './times';
import type { Wish } from './wanted';
import { isWanted } from './wanted';

/**
 * The ID of the newest prediction that would start the workflow, for a test run from the editor.
 *
 * @throws RunFailure when there is none
 */
export async function newest(session: Session, wish: Wish): Promise<string> {
	const from = session.runtime.now() - MAX_LOOK_BACK * HOUR_MS;
	const answer = await readList(from, session, (found) =>
		found.some((prediction) => isWanted(prediction, wish)),
	);
	if (answer.kind !== 'ok') throw new RunFailure(readFailure(answer));
	const found = answer.value.find((prediction) => isWanted(prediction, wish));
	if (found) return found.id;
	throw new RunFailure({
		code: 'prediction_unreadable',
		message: 'The account has no prediction of the last 7 days that the trigger would start with',
		spent: 'no',
		lasting: false,
		advice: 'Make a video first, or change Event and Filters.',
	});
}
