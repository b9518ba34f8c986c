import { access } from 'node:fs/promises';

import { type Browser, type BrowserContext, chromium, selectors } from 'playwright-core';

import { OWNER } from '../n8n';

/** Where systems put Chromium or Chrome; `CHROMIUM` names another place. */
const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Keeps the browser from looking for its maker's servers. */
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

export type Theme = 'light' | 'dark';

async function findBrowser(): Promise<string> {
	const named = process.env['CHROMIUM'];
	for (const place of named ? [named] : PLACES) {
		const there = await access(place).then(
			() => true,
			() => false,
		);
		if (there) return place;
	}
	throw new Error(
		'No Chromium found. Install it (on Debian: apt-get install chromium) or name it in CHROMIUM.',
	);
}

/** @throws when the machine has no Chromium */
export async function openBrowser(): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath: await findBrowser(),
		args: QUIET,
		// Chromium's sandbox refuses to run as root, as in a container.
		chromiumSandbox: process.getuid?.() !== 0,
	});
}

/** A window on n8n in one theme, logged in as its owner. */
export async function logIn(browser: Browser, url: string, theme: Theme): Promise<BrowserContext> {
	const context = await browser.newContext({
		baseURL: url,
		colorScheme: theme,
		viewport: { width: 1440, height: 900 },
	});
	await context.addInitScript((chosen) => {
		localStorage.setItem('N8N_THEME', chosen);
	}, theme);
	const { email, password } = OWNER;
	const answer = await context.request.post('/rest/login', {
		data: { emailOrLdapLoginId: email, password },
	});
	if (!answer.ok()) throw new Error(`n8n refused the login: ${await answer.text()}`);
	return context;
}
