/**
 * All that the three nodes and the credential take from the rest of the code. The build makes one file
 * of it and of everything below, `dist/nodes/WaveSpeedVideo/shared.js`, which each of them loads: one
 * file is read in a third of the time that some 270 took.
 */
export { checkCredential } from './api/credential';
export { DEFAULT_BASE_URL } from './api/endpoints';
export { operationProperties, operationSubtitle, panelMethods, runOperation } from './operations';
export {
	CALLS_WHILE_PARKED,
	PARKED_TOOLTIP,
	runCallback as runParkedCallback,
} from './operations/parked';
export {
	callbackFields,
	eventSubtitle,
	lookingFields,
	runCallback,
	runGive,
	runPoll,
} from './trigger';
