import { Worker } from 'node:worker_threads';
import { MEGABYTES, TAKES_TEXT } from './textFunctions';

/** No text, however long or odd, may keep n8n's only thread busy. */

/** Far above what any takes (milliseconds on a slow machine), far below a quadratic one (minutes). */
const HUNG_MS = 10_000;

/** Runs a function on a text in a thread of its own, which can be killed in the middle of a pattern. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const toJavaScript = {
	jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
	module: { type: 'commonjs' },
};
require.extensions['.ts'] = (module, file) =>
	module._compile(transformSync(readFileSync(file, 'utf8'), toJavaScript).code, file);
const { TAKES_TEXT, MEGABYTES } = require(workerData);
parentPort.on('message', ({ name, words }) => {
	TAKES_TEXT[name](MEGABYTES[words]);
	parentPort.postMessage('done');
});
parentPort.postMessage('ready');
`;

describe('A megabyte is no burden to', () => {
	let thread: Worker;

	const answer = (within: number) =>
		new Promise<string>((resolve) => {
			const timer = setTimeout(() => resolve('hung'), within);
			thread.once('message', (message: string) => {
				clearTimeout(timer);
				resolve(message);
			});
			thread.once('error', (error) => {
				clearTimeout(timer);
				resolve(String(error));
			});
		});

	const start = async () => {
		thread = new Worker(THREAD, { eval: true, workerData: require.resolve('./textFunctions') });
		expect(await answer(60_000)).toBe('ready');
		thread.removeAllListeners('error');
	};

	beforeAll(start);
	afterAll(async () => {
		await thread.terminate();
	});

	it.each(Object.keys(TAKES_TEXT))('%s', async (name) => {
		for (const words of Object.keys(MEGABYTES)) {
			thread.postMessage({ name, words });
			const said = await answer(HUNG_MS);
			thread.removeAllListeners('error');
			if (said !== 'done') {
				await thread.terminate();
				await start();
			}
			expect({ words, said }).toEqual({ words, said: 'done' });
		}
	});
});
