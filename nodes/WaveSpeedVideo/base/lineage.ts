/** Where a purchase comes from. */
export interface Place {
	/** The execution that is repeated: the same in all its repetitions. A hash or an id, no secret. */
	root: string;
	/** One run through the topmost workflow: its execution's id. Within it, equal purchases are different ones. */
	life: string;
	/** The execution that the node runs in: the life's own, or a sub-workflow's. */
	executionId: string;
}

/** Which execution this one is a repetition of. */
export interface Lineage extends Place {
	/** Whether it may repeat anything: what is certainly new needs no look at what was. */
	isRepetition: boolean;
	/** Whether retries of the topmost execution have the same root (n8n 2.14 and newer). */
	retriesShareRoot: boolean;
	/**
	 * Roots that this may be a repetition of, the newest first, each with its execution's id: where
	 * n8n doesn't say it (before 2.14). Only one that ended with an error may be taken up.
	 */
	earlier: Array<{ root: string; executionId: string }>;
	/** Whether an execution ended with an error. */
	hasFailed(executionId: string): Promise<boolean>;
	/** What became of a prediction that an execution had in hand. */
	fateOf(executionId: string, predictionId: string): Promise<Fate>;
}

/**
 * What becomes of what is to be handed on by an execution: it has left the node, by its video or its
 * id; nobody hands it on any more; n8n keeps no such execution; or it waits, goes on just now, or can't
 * be told.
 */
export type Fate = 'handedOn' | 'lost' | 'gone' | 'open';
