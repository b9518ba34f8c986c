import type { Failure } from '../../../api/failure';
import type { Prediction } from '../../../api/schemas';
import type { Order, Purchase } from '../purchase';
import type { FoundAgain } from './findAgain';
import type { PayOnce } from './payOnce';

/** What is to be bought. */
export interface Intended {
	/** Hash of the order: equal for equal purchases. */
	ordered: string;
	order: Pick<Order, 'model' | 'inputs' | 'media'>;
	/** The user's own key for it. */
	payOnce?: PayOnce;
	/** Take a video that an earlier execution of the node bought for the same order. */
	reuse?: boolean;
}

/** Why a video is given that another execution has paid. */
export type PaidElsewhere = NonNullable<Purchase['paidElsewhere']>;

export type Recalled =
	| { kind: 'new' }
	/** An earlier process bought it; `paid` when that was another execution. */
	| { kind: 'bought'; prediction: Prediction; paid?: PaidElsewhere }
	/** Nothing may be bought. */
	| { kind: 'refused'; failure: Failure }
	/** n8n's database doesn't tell. `mayBeBought`: by an execution that this one repeats */
	| { kind: 'unreadable'; mayBeBought: boolean }
	/** An execution that this one repeats has bought, with another API key. */
	| { kind: 'otherKey' }
	| Extract<FoundAgain, { kind: 'unsure' }>;
