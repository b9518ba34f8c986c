/**
 * `npm run n8n`: a real n8n with this node, a credential and the example workflows, open for a
 * person until Ctrl-C. `--port N` for a fixed port; `--live` as in the demo. `npm run dev` adds
 * `--watch`: a saved file of the node is in n8n some seconds later.
 */
import { parseArgs } from 'node:util';

import { EXAMPLE_FILES, OWNER, readExample, savingTo, serveFile, withParameters } from '../n8n';
import { picture } from '../simulator';
import { Cleanup } from './cleanup';
import { outputFolder } from './outputFolder';
import { ReadyN8n } from './readyN8n';
import { chooseService } from './service';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			live: { type: 'boolean', default: false },
			port: { type: 'string' },
			watch: { type: 'boolean', default: false },
		},
	});
	const port = values.port === undefined ? undefined : Number(values.port);
	if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
		throw new Error(`--port must be a number from 1 to 65535 (given: ${values.port})`);
	}
	const cleanup = new Cleanup(() => console.log('\nStopping n8n …'));
	try {
		const service = await chooseService(values.live, cleanup);
		console.log('Starting n8n and installing the node into it …');
		const options = {
			filesFolder: await outputFolder(),
			online: true,
			...(port === undefined ? {} : { port }),
		};
		const ready = values.watch
			? await ReadyN8n.startWatching(service, cleanup, console.log, options)
			: await ReadyN8n.start(service, cleanup, options);
		const { filesFolder, url } = ready.n8n;

		const photo = await cleanup.add(
			serveFile(await picture({ width: 1280, height: 720 }), 'picture.png'),
			(server) => server.close(),
		);
		for (const file of EXAMPLE_FILES) {
			const { id, name } = await ready.import(
				withParameters(savingTo(await readExample(file), filesFolder), {
					'n8n-nodes-base.httpRequest': { url: photo.url },
				}),
			);
			console.log(`${name}: ${url}/workflow/${id}`);
		}
		console.log(`
n8n       ${url}
E-mail    ${OWNER.email}
Password  ${OWNER.password}
Service   ${service.simulator ? 'simulated on this machine, nothing is paid' : 'WaveSpeedAI: runs cost money'}
Videos    are saved in ${filesFolder}

${values.watch ? 'Save a file of nodes/ or credentials/, and n8n has it; reload the page for changed fields.\n' : ''}Ctrl-C stops n8n and removes its account and workflows; the videos stay.`);
		await ready.n8n.ended;
		throw new Error(
			`n8n has ended by itself. The end of its log:\n${ready.n8n.logs().slice(-2000)}`,
		);
	} finally {
		await cleanup.run();
	}
}

main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
});
