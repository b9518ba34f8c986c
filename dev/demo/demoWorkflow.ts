import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import {
	FILM_EXAMPLE,
	IMAGE_EXAMPLE,
	NODE_TYPE,
	readExample,
	savingTo,
	serveFile,
	TEXT_EXAMPLE,
	withParameters,
	type WorkflowContent,
} from '../n8n';
import type { DemoRequest } from './arguments';
import type { Cleanup } from './cleanup';

/** Seconds between two checks of a simulated job, which takes only some. */
const SIMULATED_POLL_INTERVAL = 1;

/** The example workflow that fits the request, with the request's values in it. */
export async function demoWorkflow(
	{ film, image, prompt, node, live }: DemoRequest,
	outputFolder: string,
	cleanup: Cleanup,
): Promise<WorkflowContent> {
	const options = {
		...node?.options,
		...(live ? {} : { pollInterval: SIMULATED_POLL_INTERVAL }),
	};
	if (film) {
		const script = savingTo(await readExample(FILM_EXAMPLE), outputFolder);
		return withParameters(script, { [NODE_TYPE]: { options } });
	}
	const example = savingTo(
		await readExample(image === undefined ? TEXT_EXAMPLE : IMAGE_EXAMPLE),
		outputFolder,
	);
	if (image === undefined) {
		const assignment = { id: 'prompt', name: 'prompt', type: 'string', value: prompt };
		return withParameters(example, {
			'n8n-nodes-base.set': { assignments: { assignments: [assignment] } },
			[NODE_TYPE]: { ...node?.parameters, options },
		});
	}
	const bytes = await readFile(image);
	const picture = await cleanup.add(serveFile(bytes, basename(image)), (server) => server.close());
	return withParameters(example, {
		'n8n-nodes-base.httpRequest': { url: picture.url },
		[NODE_TYPE]: { ...node?.parameters, prompt, options },
	});
}
