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
	/** Whether an execution ended with an error, or was killed and recovered by n8n's log. */
	hasFailed(executionId: string): Promise<boolean>;
	/**
	 * Whether this retry may be that execution's, though n8n has stored neither an error nor an end of
	 * it: it runs, or died and n8n has not written down how. Only where n8n doesn't say what a retry
	 * repeats.
	 */
	mayHaveDied(executionId: string): Promise<boolean>;
	/** What became of predictions that an execution had in hand, in their order. Reads its data once. */
	fatesOf(executionId: string, predictionIds: string[]): Promise<Fate[]>;
}

/** What became of what an execution had in hand, by n8n's data of that execution. */
export type Fate =
	/** It has left the node, by its video or its id, and is in that data. */
	| 'handedOn'
	/** The same, and the execution waits in a later node: what n8n has of it may still be lost. */
	| 'onItsWay'
	/** The execution has ended, and it is not in that data. */
	| 'lost'
	/** n8n keeps no such execution. */
	| 'gone'
	/** The execution runs, or its process died without n8n's noticing. */
	| 'runs'
	/** It waits, or can't be told. */
	| 'open';
