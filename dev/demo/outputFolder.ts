import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The folder for finished videos, made when missing. n8n compares real paths, so this is one. */
export async function outputFolder(): Promise<string> {
	const folder = resolve(__dirname, '../../demo-output');
	await mkdir(folder, { recursive: true });
	return await realpath(folder);
}
