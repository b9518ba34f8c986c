export const HOUR_MS = 3_600_000;

/** How long after its creation a prediction is looked for, in hours. WaveSpeed keeps 7 days. */
export const DEFAULT_LOOK_BACK = 24;
export const MAX_LOOK_BACK = 7 * 24;

/**
 * How far before the newest known prediction each look begins: nearly all finish within it, and the
 * list may be late. What is unfinished for longer is asked for by its ID.
 */
export const OVERLAP_MS = HOUR_MS;

/** How often all of Look Back is read again, whatever was missed. */
export const FULL_EVERY_MS = HOUR_MS;

/** A completed video may have no outputs yet; after this long it is taken to have none. */
export const OUTPUTS_LATE_MS = HOUR_MS;

/** What was handed over this long before a restart is not handed over again. */
export const HAND_AGAIN_MS = 24 * HOUR_MS;
