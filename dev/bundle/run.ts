/** `npm run build`: the node, checked and compiled into `dist`, as it is packed. */
import { buildDist } from './build';

buildDist().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
});
