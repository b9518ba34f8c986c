import type { Finish } from '../finish';
import { idRow } from './park';
import type { Waiting } from './waiting';

/**
 * What a run does with an item whose generation is finished, or left alone, by how the run waits.
 *
 * @param finish the operation's own way
 * @param held told of what is kept for later
 */
export function finishFor(
	{ kind }: Waiting,
	finish: Finish,
	held: (itemIndex: number) => void,
): Finish {
	switch (kind) {
		case 'untilFinished':
			return finish;
		case 'doNotWait':
			// The id is what was asked for.
			return async (finished) => ({
				kind: 'items',
				items: [idRow(finished)],
				delivers: finished.key,
			});
		case 'freeWorker':
			return async (finished) => {
				held(finished.itemIndex);
				return { kind: 'held', finished };
			};
	}
}
