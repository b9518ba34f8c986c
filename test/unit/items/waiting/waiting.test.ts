import type { Host } from '../../../../nodes/WaveSpeedVideo/base/host';
import { callbackUrlOf } from '../../../../nodes/WaveSpeedVideo/items/waiting/callbackUrl';
import { readWaiting } from '../../../../nodes/WaveSpeedVideo/items/waiting/waiting';

const PUBLIC = 'https://n8n.example.com/webhook-waiting/7?signature=abc';
const API = 'https://api.wavespeed.ai';

/** Reads the field Wait as set to Free the Worker. */
function freeing({
	resumeUrl = PUBLIC,
	apiUrl = API,
	isSubWorkflow = false,
	isTool = false,
}: Partial<{
	resumeUrl: string | undefined;
	apiUrl: string;
	isSubWorkflow: boolean;
	isTool: boolean;
}>) {
	const host = {
		parameter: () => 'freeWorker',
		executionId: '7',
		isTool,
		parking: { resumeUrl: () => resumeUrl || undefined, isSubWorkflow },
	} as unknown as Host;
	return () => readWaiting({ host, apiUrl });
}

test('the path is put before the token, where text behind it would be a part of the token', () => {
	expect(callbackUrlOf(PUBLIC)).toBe(
		'https://n8n.example.com/webhook-waiting/7/wavespeed?signature=abc',
	);
	expect(callbackUrlOf('http://localhost:5678/webhook-waiting/7')).toBe(
		'http://localhost:5678/webhook-waiting/7/wavespeed',
	);
});

test('where n8n has a public address, WaveSpeed is to call this execution there', () => {
	expect(freeing({})()).toEqual({
		kind: 'freeWorker',
		callback: { url: callbackUrlOf(PUBLIC), executionId: '7' },
	});
});

test.each([
	['http://n8n.example.com/webhook-waiting/7?signature=abc', 'not https'],
	['http://localhost:5678/webhook-waiting/7?signature=abc', 'not https'],
	['https://localhost/webhook-waiting/7?signature=abc', 'private'],
	['https://192.168.1.2/webhook-waiting/7?signature=abc', 'private'],
	['https://n8n.internal/webhook-waiting/7?signature=abc', 'private'],
])('%s is no address that WaveSpeed can call', (resumeUrl, why) => {
	expect(freeing({ resumeUrl })).toThrow(new RegExp(`no public HTTPS address.*${why}`));
	expect(freeing({ resumeUrl })).not.toThrow(/signature|abc/);
});

test('with a service on this machine, and only then, n8n may be on this machine too', () => {
	const local = 'http://localhost:5678/webhook-waiting/7?signature=abc';
	expect(freeing({ resumeUrl: local, apiUrl: 'http://127.0.0.1:9' })()).toMatchObject({
		callback: { url: callbackUrlOf(local) },
	});
	expect(freeing({ resumeUrl: PUBLIC, apiUrl: 'http://127.0.0.1:9' })).toThrow(/this machine/);
});

test('a sub-workflow is refused where n8n may lose what it gives: before 2.14, told by a resume URL without a token', () => {
	const old = 'https://n8n.example.com/webhook-waiting/7';
	expect(freeing({ isSubWorkflow: true, resumeUrl: old })).toThrow(/sub-workflow/);
	expect(freeing({ isSubWorkflow: true })).not.toThrow();
	expect(freeing({ resumeUrl: old })).not.toThrow();
});

test.each([
	['an AI agent’s tool', { isTool: true }, /AI agent/],
	['an n8n that tells no address', { resumeUrl: '' }, /no address/],
])('%s is refused', (_, how, why) => {
	expect(freeing(how)).toThrow(why);
});
